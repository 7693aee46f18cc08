import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '@holdfast/event-sourcing';
import type { GitRef } from '@holdfast/git';
import { ReportOnRestore, restore } from '@holdfast/runs';
import { restoreStream, type RestoredPart } from '@holdfast/runs/contracts';
import type { GitCapture, SnapshotManifest } from '@holdfast/vault';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { unpackChain } from './unpack-chain.ts';

interface Restoration {
  readonly environment: WorkerEnvironment;
  readonly manifest: SnapshotManifest;
  /** Where it is built, beside where it will stand. */
  readonly partial: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Rebuilds a snapshot in a directory: a bare repository with every ref, fully checked, and the metadata in `holdfast/` inside of it. It is
 * built under a name beside the target and appears there whole, or not at all.
 */
export async function restoreSnapshot(environment: WorkerEnvironment, restoreId: string, signal: AbortSignal): Promise<void> {
  const { state } = await environment.repository.load(restore, restoreStream(restoreId));
  if (state.status !== 'open') return;
  const { path } = state.target;
  const partial = `${path}.partial-${restoreId}`;
  try {
    if (await exists(path)) {
      await finishEarlierAttempt(environment, restoreId, state.manifestDigest, path, state.attempts);
      return;
    }
    await rm(partial, { recursive: true, force: true });
    await mkdir(dirname(path), { recursive: true });
    const manifest = await environment.vault.getManifest(state.manifestDigest);
    const restored = await rebuild({ environment, manifest, partial, path, signal });
    await rename(partial, path);
    await complete(environment, restoreId, restored, manifest);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'RESTORE_FAILED';
    await report(environment, { type: 'FailRestore', restoreId, code, reason });
  }
}

async function rebuild(work: Restoration): Promise<RestoredPart[]> {
  const { manifest, partial } = work;
  await mkdir(partial, { mode: 0o700 });
  const git = manifest.git ? [await rebuildGit(work, manifest.git)] : [];
  const metadata = await writeMetadata(work);
  await writeFile(join(partial, 'holdfast', 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return [...git, ...metadata];
}

async function rebuildGit({ environment, partial, path, signal }: Restoration, capture: GitCapture): Promise<RestoredPart> {
  const { git } = environment;
  await git.initBare(partial);
  await unpackChain(environment, partial, capture.bundles, signal);
  await git.updateRefs(partial, capture.refs, capture.head);
  await git.fsck(partial, { signal });
  refuseDifference(capture.refs, await git.listRefs(partial));
  return { what: 'git', path, items: capture.refs.length };
}

function refuseDifference(expected: readonly GitRef[], actual: readonly GitRef[]): void {
  const found = new Map(actual.map(({ name, oid }) => [name, oid]));
  const wrong = expected.filter(({ name, oid }) => found.get(name) !== oid);
  if (wrong.length === 0 && found.size === expected.length) return;
  throw new DomainError('conflict', 'RESTORE_DIFFERS', `The rebuilt repository differs from the snapshot in ${wrong.length} refs.`);
}

/** One file of JSON lines for each kind, in the order in which the snapshots took them: a later line about the same id supersedes an earlier one. */
async function writeMetadata({ environment, manifest, partial, path }: Restoration): Promise<RestoredPart[]> {
  const directory = join(partial, 'holdfast');
  await mkdir(directory);
  const parts = new Map<string, RestoredPart>();
  for (const { kind, object, items } of manifest.metadata) {
    const file = `${kind}.jsonl`;
    await pipeline(await environment.vault.openObject(object), createWriteStream(join(directory, file), { flags: 'a', mode: 0o600 }));
    parts.set(kind, { what: kind, path: join(path, 'holdfast', file), items: (parts.get(kind)?.items ?? 0) + items });
  }
  return [...parts.values()];
}

/** The directory appeared, and the process died before it could say so; anything else that stands there is somebody's own. */
async function finishEarlierAttempt(
  environment: WorkerEnvironment,
  restoreId: string,
  digest: string,
  path: string,
  attempts: number,
): Promise<void> {
  const manifest = await environment.vault.getManifest(digest);
  const isOurs = attempts > 1 && (await exists(join(path, 'holdfast', 'manifest.json')));
  if (!isOurs)
    throw new DomainError('conflict', 'RESTORE_TARGET_EXISTS', `${path} exists: nothing is restored over something that exists.`);
  const git: RestoredPart[] = manifest.git ? [{ what: 'git', path, items: manifest.git.refs.length }] : [];
  const metadata = manifest.metadata.map(({ kind, items }) => ({ what: kind, path: join(path, 'holdfast', `${kind}.jsonl`), items }));
  await complete(environment, restoreId, [...git, ...metadata], manifest);
}

async function complete(
  environment: WorkerEnvironment,
  restoreId: string,
  restored: readonly RestoredPart[],
  { notCaptured }: SnapshotManifest,
): Promise<void> {
  await report(environment, { type: 'CompleteRestore', restoreId, outcome: { restored, notRestored: notCaptured } });
}

async function report(environment: WorkerEnvironment, data: ReportOnRestore['data']): Promise<void> {
  await environment.commands.execute(new ReportOnRestore(data, stepContext(environment, data.restoreId)));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
