/** Where a snapshot is restored to. */
export interface DirectoryTarget {
  readonly kind: 'directory';
  /** Absolute; nothing may exist there. */
  readonly path: string;
}

export interface RestoredPart {
  readonly what: string;
  readonly path: string;
  readonly items: number;
}

export interface RestoreRequested {
  readonly type: 'RestoreRequested';
  readonly data: {
    readonly restoreId: string;
    readonly snapshotId: string;
    readonly manifestDigest: string;
    readonly target: DirectoryTarget;
    readonly requestedAt: string;
  };
}

export interface RestoreAssigned {
  readonly type: 'RestoreAssigned';
  readonly data: { readonly restoreId: string; readonly workerId: string; readonly attempt: number; readonly until: string };
}

export interface RestoreHandedBack {
  readonly type: 'RestoreHandedBack';
  readonly data: {
    readonly restoreId: string;
    readonly workerId: string;
    /** It had stopped getting on. */
    readonly because?: 'NO_PROGRESS';
  };
}

export interface RestoreCompleted {
  readonly type: 'RestoreCompleted';
  readonly data: {
    readonly restoreId: string;
    readonly restored: readonly RestoredPart[];
    readonly notRestored: readonly { readonly what: string; readonly why: string }[];
    readonly endedAt: string;
  };
}

export interface RestoreFailed {
  readonly type: 'RestoreFailed';
  readonly data: { readonly restoreId: string; readonly code: string; readonly reason: string; readonly endedAt: string };
}

export type RestoreEvent = RestoreRequested | RestoreAssigned | RestoreHandedBack | RestoreCompleted | RestoreFailed;

/** How each is read by its stored name, which never changes. */
export const restoreEvents = {
  RestoreRequested: 'as-stored',
  RestoreAssigned: 'as-stored',
  RestoreHandedBack: 'as-stored',
  RestoreCompleted: 'as-stored',
  RestoreFailed: 'as-stored',
} as const;

export const restoreStream = (restoreId: string): string => `restore-${restoreId}`;
export const restoreStreams = 'restore-';
