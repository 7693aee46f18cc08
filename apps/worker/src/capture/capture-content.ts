import type { NotCaptured, SnapshotManifest } from '@holdfast/vault';
import { captureGit, type CapturedGit } from './capture-git.ts';
import { captureMetadata } from './capture-metadata.ts';
import type { CaptureWork } from './capture-work.ts';

export interface CapturedContent {
  readonly git: SnapshotManifest['git'];
  readonly metadata: SnapshotManifest['metadata'];
  readonly notCaptured: readonly NotCaptured[];
  /** Whether anything differs from the previous snapshot. */
  readonly changed: boolean;
  /** Bytes that are new in the vault. */
  readonly bytes: number;
}

/** All that the plan promises of a repository: in the vault already, or fetched now. */
export async function captureContent(work: CaptureWork, previous: SnapshotManifest | null): Promise<CapturedContent> {
  const { content } = work.plan;
  const captured = content.git ? await capturedGit(work, previous) : null;
  const metadata = await captureMetadata(work, previous);
  const lfsIsMissing = content.lfs && captured?.usesLfs === true;
  const lfs = lfsIsMissing ? [{ what: 'lfs', why: 'this version does not capture Git LFS objects' }] : [];
  const ofGit = captured ? [...captured.notCaptured, ...knownLfsGap(previous, captured)] : [];
  const notCaptured = [...lfs, ...metadata.notCaptured, ...ofGit];
  const isSame = JSON.stringify(notCaptured) === JSON.stringify(previous?.notCaptured ?? []);
  return {
    git: captured?.git ?? null,
    metadata: metadata.captures,
    notCaptured,
    changed: captured?.changed === true || metadata.changed || !isSame,
    bytes: (captured?.bytes ?? 0) + metadata.bytes,
  };
}

async function capturedGit(work: CaptureWork, previous: SnapshotManifest | null): Promise<CapturedGit> {
  const { environment, credentials, plan, directory, signal, progress } = work;
  if (progress.git) return progress.git;
  const { fullName } = plan.repository;
  const captured = await captureGit({ environment, credentials, plan, fullName, previous: previous?.git ?? null, directory, signal });
  await progress.finishedGit(captured);
  return captured;
}

/** Refs that did not move were not looked into: what was missing with them still is. */
function knownLfsGap(previous: SnapshotManifest | null, { changed }: CapturedGit): readonly NotCaptured[] {
  return changed ? [] : (previous?.notCaptured.filter(({ what }) => what === 'lfs') ?? []);
}
