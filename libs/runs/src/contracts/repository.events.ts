import type { RepositoryReference } from './task.events.ts';

export interface RepositoryDiscovered {
  readonly type: 'RepositoryDiscovered';
  readonly data: { readonly organizationId: string; readonly repository: RepositoryReference };
}

export interface RepositoryRenamed {
  readonly type: 'RepositoryRenamed';
  readonly data: { readonly organizationId: string; readonly repository: RepositoryReference; readonly formerFullName: string };
}

/** A snapshot is in the vault. It repeats what is known of the repository: no decision has to read behind it. */
export interface SnapshotStored {
  readonly type: 'SnapshotStored';
  readonly data: {
    readonly snapshotId: string;
    readonly organizationId: string;
    readonly repository: RepositoryReference;
    readonly runId: string;
    readonly taskId: string;
    readonly takenAt: string;
    /** SHA-256 of the manifest, which names every object: the event proves the vault. */
    readonly manifestDigest: string;
    readonly refs: number;
    /** Kinds of content in it: `git`, `pullrequests`. */
    readonly content: readonly string[];
    readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
    readonly bytes: number;
  };
}

/** A capture met something damaged or missing in the vault that the snapshot needs. It stays there, and is not built on any more. */
export interface SnapshotFoundCorrupt {
  readonly type: 'SnapshotFoundCorrupt';
  readonly data: {
    readonly snapshotId: string;
    readonly organizationId: string;
    readonly repository: RepositoryReference;
    /** Of the task that met it. */
    readonly runId: string;
    readonly taskId: string;
    /** The name in the vault of what is damaged: an object, or the snapshot's manifest. */
    readonly object: string;
    readonly why: string;
    readonly foundAt: string;
  };
}

export type RepositoryEvent = RepositoryDiscovered | RepositoryRenamed | SnapshotStored | SnapshotFoundCorrupt;

/** How each is read by its stored name, which never changes. */
export const repositoryEvents = {
  RepositoryDiscovered: 'as-stored',
  RepositoryRenamed: 'as-stored',
  SnapshotStored: 'as-stored',
  SnapshotFoundCorrupt: 'as-stored',
} as const;

export const repositoryStream = (repositoryId: string): string => `repository-${repositoryId}`;
export const repositoryStreams = 'repository-';
