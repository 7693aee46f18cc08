import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BitbucketClient } from '@holdfast/bitbucket';
import { ReportOnTask, repository, task, type TaskState } from '@holdfast/runs';
import { repositoryStream, taskStream, type RequestsPaid, type SnapshotStored } from '@holdfast/runs/contracts';
import type { SnapshotManifest } from '@holdfast/vault';
import { isOwnTrouble } from '../own-trouble.ts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { captureContent } from './capture-content.ts';
import { CaptureProgress, type CheckpointPace } from './capture-progress.ts';
import type { CaptureWork } from './capture-work.ts';
import { damageIn, missingAfter, reportDamage, type Damage } from './damage.ts';
import { storeSnapshot } from './store-snapshot.ts';

type Planned = Exclude<TaskState, { status: 'none' }>;

/** The last snapshot of the repository, and its manifest, or what is damaged of it. */
interface Base {
  readonly snapshot: SnapshotStored['data'] | null;
  readonly manifest: SnapshotManifest | null;
  readonly damage: Damage | null;
}

/**
 * Captures one repository: objects into the vault first, then the manifest, then the events. May be done again after a crash: the snapshot's
 * id follows from the task, and what an earlier attempt wrote down of its progress is not fetched again.
 */
export async function captureTask(
  environment: WorkerEnvironment,
  taskId: string,
  signal: AbortSignal,
  pace?: CheckpointPace,
): Promise<void> {
  const { state } = await environment.repository.load(task, taskStream(taskId));
  if (state.status !== 'open') return;
  const directory = join(environment.scratchDirectory, taskId);
  const credentials = environment.leasePools.credentialsFor(environment, state.plan, signal);
  try {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await capture({ environment, credentials, directory, signal }, state, pace);
  } catch (error) {
    if (signal.aborted || isOwnTrouble(error)) throw error;
    const { code, reason } = failureOf(error);
    await report(environment, { type: 'RecordFailure', taskId, code, reason, requests: credentials.paid }, state.plan.runId);
  } finally {
    await credentials.close();
    await rm(directory, { recursive: true, force: true });
  }
}

type Tools = Pick<CaptureWork, 'environment' | 'credentials' | 'directory' | 'signal'>;

async function capture(tools: Tools, { plan, checkpoint }: Planned, pace: CheckpointPace | undefined): Promise<void> {
  const { environment, credentials, signal } = tools;
  const base = await lastSnapshot(environment, plan.repository.id);
  if (base.snapshot?.taskId === plan.taskId) return reportStored(environment, base.snapshot, credentials.paid);

  const { provider, oauthTokens, clock: now, progress: onProgress } = environment;
  const client = new BitbucketClient({ ...provider, credentials, oauthTokens, now, signal, onProgress });
  const builtOn = base.manifest && (base.snapshot?.manifestDigest ?? null);
  const progress = await CaptureProgress.of({ environment, plan, base: builtOn, checkpoint, pace });
  try {
    await captureAndReport({ ...tools, plan, client, progress }, base);
  } catch (error) {
    // Handed back, not failed: the next attempt does without what cannot be written down now.
    if (signal.aborted || isOwnTrouble(error)) await progress.save().catch(() => undefined);
    throw error;
  }
}

async function captureAndReport(work: CaptureWork, { snapshot: last, manifest, damage }: Base): Promise<void> {
  const { environment, plan, credentials } = work;
  const { taskId, runId } = plan;
  if (damage) await reportDamage(environment, plan, damage);
  const captured = await captureContent(work, manifest);
  const lost = damage ? [missingAfter(damage, 'earlier snapshots')] : [];
  // The requests are paid before the outcome is told: whoever sees the task ended sees what it cost.
  await credentials.close();
  if (last && manifest && !captured.changed) {
    await report(environment, { type: 'RecordUnchanged', taskId, snapshotId: last.snapshotId, requests: credentials.paid }, runId);
    return;
  }
  const snapshot = await storeSnapshot(work, { ...captured, notCaptured: [...captured.notCaptured, ...lost] });
  await reportStored(environment, snapshot, credentials.paid);
}

/** A manifest that cannot be read is no base to build on: everything is captured anew. */
async function lastSnapshot({ repository: streams, vault }: WorkerEnvironment, repositoryId: string): Promise<Base> {
  const { state } = await streams.load(repository, repositoryStream(repositoryId));
  const snapshot = state.status === 'known' ? state.lastSnapshot : null;
  try {
    return { snapshot, manifest: snapshot && (await vault.getManifest(snapshot.manifestDigest)), damage: null };
  } catch (error) {
    const damage = damageIn(error);
    if (damage) return { snapshot, manifest: null, damage };
    throw error;
  }
}

async function reportStored(
  environment: WorkerEnvironment,
  { taskId, runId, snapshotId, bytes, notCaptured }: SnapshotStored['data'],
  requests: readonly RequestsPaid[],
): Promise<void> {
  await report(environment, { type: 'RecordCapture', taskId, snapshotId, bytes, notCaptured, requests }, runId);
}

async function report(environment: WorkerEnvironment, data: ReportOnTask['data'], runId: string): Promise<void> {
  await environment.commands.execute(new ReportOnTask(data, stepContext(environment, runId)));
}

function failureOf(error: unknown): { code: string; reason: string } {
  if (!(error instanceof Error)) return { code: 'CAPTURE_FAILED', reason: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'CAPTURE_FAILED';
  return { code, reason: error.message };
}
