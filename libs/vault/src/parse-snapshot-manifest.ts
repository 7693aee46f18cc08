import { isRefName } from './git-ref-name.ts';
import type { ObjectReference } from './object-reference.ts';
import type {
  CapturedRepository,
  GitBundle,
  GitCapture,
  GitReference,
  MetadataCapture,
  NotCaptured,
  SnapshotManifest,
} from './snapshot-manifest.ts';
import { count, exactly, listOf, nullOr, record, text } from './strict-shape.ts';
import { ManifestInvalidError, ManifestVersionUnknownError } from './vault.errors.ts';

/**
 * Reads a manifest, strictly: every member is there and no other, and a chain of bundles can be restored from its beginning.
 * Ref names are safe to hand to git: no white space, no option, no path that leaves `refs/`.
 *
 * @throws ManifestVersionUnknownError, ManifestInvalidError
 */
export function parseSnapshotManifest(json: string): SnapshotManifest {
  const value = parseJson(json);
  const version = typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : undefined;
  if (typeof version === 'number' && version !== 1) throw new ManifestVersionUnknownError(version);
  const manifest = snapshotManifest(value, '');
  if (manifest.git !== null) checkGit(manifest.git);
  return manifest;
}

function checkGit({ refs, bundles }: GitCapture): void {
  const names = new Set(refs.map(({ name }) => name));
  if (names.size < refs.length) throw new ManifestInvalidError('git.refs', 'names a ref twice');
  if (refs.length > 0 && bundles.length === 0) throw new ManifestInvalidError('git.bundles', 'is empty, but there are refs');
  const needed = bundles[0]?.prerequisites.length ?? 0;
  if (needed > 0) throw new ManifestInvalidError('git.bundles[0].prerequisites', 'is not empty, so the chain has no beginning');
}

const isMoment = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value));

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ManifestInvalidError('', 'is not JSON');
  }
}

const words = text('a text', (value) => value.trim() !== '');
const sha256 = text('a SHA-256 in lower-case hex', (value) => /^[0-9a-f]{64}$/.test(value));
const oid = text('an object id in lower-case hex', (value) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value));
const moment = text('a moment in UTC, such as 2026-03-01T12:30:45Z', isMoment);
const refName = text('the full name of a ref', isRefName);
const headName = text('the full name of a ref, or HEAD', (name) => name === 'HEAD' || isRefName(name));

const objectReference = record<ObjectReference>({ sha256, bytes: count });

const gitBundle = record<GitBundle>({
  object: objectReference,
  heads: listOf(record<GitReference>({ name: headName, oid })),
  prerequisites: listOf(oid),
});

const gitCapture = record<GitCapture>({
  head: nullOr(refName),
  refs: listOf(record<GitReference>({ name: refName, oid })),
  bundles: listOf(gitBundle),
  lfs: listOf(objectReference),
});

const snapshotManifest = record<SnapshotManifest>({
  formatVersion: exactly(1),
  snapshotId: words,
  repository: record<CapturedRepository>({ id: words, workspace: words, name: words, fullName: words, slug: words }),
  takenAt: moment,
  git: nullOr(gitCapture),
  metadata: listOf(record<MetadataCapture>({ kind: words, object: objectReference, items: count })),
  notCaptured: listOf(record<NotCaptured>({ what: words, why: words })),
});
