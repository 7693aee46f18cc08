import type { ObjectReference } from './object-reference.ts';

/**
 * What a snapshot is made of: one repository at one moment. It names everything that is needed to restore it, and what is missing.
 * This is the format of the backup, version 1; README.md explains it to people who recover without Holdfast.
 */
export interface SnapshotManifest {
  readonly formatVersion: 1;
  readonly snapshotId: string;
  readonly repository: CapturedRepository;
  /** ISO 8601 in UTC, such as `2026-03-01T12:30:45.678Z`. */
  readonly takenAt: string;
  /** null when git was not captured; `notCaptured` then says why. */
  readonly git: GitCapture | null;
  readonly metadata: readonly MetadataCapture[];
  /** What was promised and is not in the snapshot. */
  readonly notCaptured: readonly NotCaptured[];
}

/** The repository's names at that moment; only `id` stays the same for ever. */
export interface CapturedRepository {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  /** `workspace/slug`. */
  readonly fullName: string;
  readonly slug: string;
}

export interface GitCapture {
  /** The ref that HEAD names, such as `refs/heads/main`; null when HEAD is unknown or detached. */
  readonly head: string | null;
  /** Every ref of the snapshot, each name once. */
  readonly refs: readonly GitReference[];
  /** The whole chain, oldest first: each needs only what is in those before it, the first needs nothing. Empty for an empty repository. */
  readonly bundles: readonly GitBundle[];
  /** The contents of Git LFS; an object's `sha256` is its LFS oid. */
  readonly lfs: readonly ObjectReference[];
}

export interface GitReference {
  readonly name: string;
  /** 40 or 64 lower-case hex digits. */
  readonly oid: string;
}

export interface GitBundle {
  readonly object: ObjectReference;
  /** What `git bundle list-heads` says: the bundle's refs at the time it was made. */
  readonly heads: readonly GitReference[];
  /** The commits that a repository must have before it can take the bundle. */
  readonly prerequisites: readonly string[];
}

export interface MetadataCapture {
  /** The kind of resource, such as `pull-requests`. */
  readonly kind: string;
  readonly object: ObjectReference;
  /** How many resources the object holds. */
  readonly items: number;
}

export interface NotCaptured {
  readonly what: string;
  readonly why: string;
}

/** Every object that the snapshot needs, each once. */
export function objectsOf(manifest: SnapshotManifest): ObjectReference[] {
  const all = [
    ...(manifest.git?.bundles ?? []).map(({ object }) => object),
    ...(manifest.git?.lfs ?? []),
    ...manifest.metadata.map(({ object }) => object),
  ];
  return [...new Map(all.map((object) => [`${object.sha256} ${object.bytes}`, object])).values()];
}
