import { deterministicOrderedId, timeOfOrderedId } from '@holdfast/event-sourcing';
import { ReportOnRepository } from '@holdfast/runs';
import type { SnapshotStored } from '@holdfast/runs/contracts';
import type { SnapshotManifest } from '@holdfast/vault';
import { stepContext } from '../worker-environment.ts';
import type { CapturedContent } from './capture-content.ts';
import type { CaptureWork } from './capture-work.ts';

/** The manifest into the vault, then the event that proves it. The snapshot's id follows from the task: done again, it is the same one. */
export async function storeSnapshot(work: CaptureWork, content: CapturedContent): Promise<SnapshotStored['data']> {
  const { environment, plan } = work;
  const snapshot = await storeManifest(work, content);
  const stored = new ReportOnRepository({ type: 'StoreSnapshot', snapshot }, stepContext(environment, plan.runId));
  await environment.commands.execute(stored);
  return snapshot;
}

async function storeManifest({ environment, plan }: CaptureWork, captured: CapturedContent): Promise<SnapshotStored['data']> {
  const { repository, organizationId, runId, taskId } = plan;
  const { git, metadata, notCaptured } = captured;
  const snapshotId = deterministicOrderedId(timeOfOrderedId(taskId), taskId, 'snapshot');
  const takenAt = environment.clock().toISOString();
  const [workspace = ''] = repository.fullName.split('/');
  const manifest: SnapshotManifest = {
    formatVersion: 1,
    snapshotId,
    repository: { ...repository, workspace },
    takenAt,
    git,
    metadata,
    notCaptured,
  };
  const { digest: manifestDigest, bytes } = await environment.vault.putManifest(manifest);
  const content = [...(git ? ['git'] : []), ...new Set(metadata.map(({ kind }) => kind))];
  const refs = git?.refs.length ?? 0;
  return {
    ...{ snapshotId, organizationId, repository, runId, taskId, takenAt, manifestDigest, refs, content, notCaptured },
    bytes: captured.bytes + bytes,
  };
}
