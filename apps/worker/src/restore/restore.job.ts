import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '@holdfast/event-sourcing';
import type { GitRef } from '@holdfast/git';
import { ReportOnRestore, restore } from '@holdfast/runs';
import { restoreStream, type RestoredPart } from '@holdfast/runs/contracts';
import type { GitCapture, SnapshotManifest } from '@holdfast/vault';
import { isOwnTrouble } from '../own-trouble.ts';
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
    const manifest = await environment.vault.getManifest(state.manifestDigest);
    if (await exists(path)) await refuseUnlessOurs(manifest, path, state.attempts);
    else await rebuild({ environment, manifest, partial, path, signal });
    const outcome = { restored: partsOf(manifest, path), notRestored: manifest.notCaptured };
    await report(environment, { type: 'CompleteRestore', restoreId, outcome });
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (signal.aborted || isOwnTrouble(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'RESTORE_FAILED';
    await report(environment, { type: 'FailRestore', restoreId, code, reason });
  }
}

async function rebuild(work: Restoration): Promise<void> {
  const { manifest, partial, path } = work;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  await mkdir(partial, { mode: 0o700 });
  if (manifest.git) await rebuildGit(work, manifest.git);
  await writeMetadata(work);
  await writeFile(manifestIn(partial), textOf(manifest));
  await rename(partial, path);
}

async function rebuildGit({ environment, partial, signal }: Restoration, capture: GitCapture): Promise<void> {
  const { git } = environment;
  await git.initBare(partial);
  await unpackChain(environment, partial, capture.bundles, signal);
  await git.updateRefs(partial, capture.refs, capture.head);
  await git.fsck(partial, { signal, onProgress: environment.progress });
  refuseDifference(capture.refs, await git.listRefs(partial));
}

function refuseDifference(expected: readonly GitRef[], actual: readonly GitRef[]): void {
  const found = new Map(actual.map(({ name, oid }) => [name, oid]));
  const wrong = expected.filter(({ name, oid }) => found.get(name) !== oid);
  if (wrong.length === 0 && found.size === expected.length) return;
  throw new DomainError('conflict', 'RESTORE_DIFFERS', `The rebuilt repository differs from the snapshot in ${wrong.length} refs.`);
}

/** One file of JSON lines for each kind, in the order in which the snapshots took them: a later line about the same id supersedes an earlier one. */
async function writeMetadata({ environment, manifest, partial }: Restoration): Promise<void> {
  await mkdir(join(partial, 'holdfast'));
  for (const { kind, object } of manifest.metadata) {
    const file = createWriteStream(metadataIn(partial, kind), { flags: 'a', mode: 0o600 });
    await pipeline(await environment.vault.openObject(object), file);
    environment.progress();
  }
}

function partsOf({ git, metadata }: SnapshotManifest, path: string): RestoredPart[] {
  const items = new Map<string, number>();
  for (const capture of metadata) items.set(capture.kind, (items.get(capture.kind) ?? 0) + capture.items);
  return [
    ...(git ? [{ what: 'git', path, items: git.refs.length }] : []),
    ...[...items].map(([kind, count]) => ({ what: kind, path: metadataIn(path, kind), items: count })),
  ];
}

/** The directory may have appeared just before the process died; anything else that stands there is somebody's own. */
async function refuseUnlessOurs(manifest: SnapshotManifest, path: string, attempts: number): Promise<void> {
  const found = await readFile(manifestIn(path), 'utf8').catch(() => null);
  if (attempts > 1 && found === textOf(manifest)) return;
  throw new DomainError('conflict', 'RESTORE_TARGET_EXISTS', `${path} exists: nothing is restored over something that exists.`);
}

const manifestIn = (directory: string): string => join(directory, 'holdfast', 'manifest.json');
const metadataIn = (directory: string, kind: string): string => join(directory, 'holdfast', `${kind}.jsonl`);
const textOf = (manifest: SnapshotManifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

async function report(environment: WorkerEnvironment, data: ReportOnRestore['data']): Promise<void> {
  await environment.commands.execute(new ReportOnRestore(data, stepContext(environment, data.restoreId)));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
