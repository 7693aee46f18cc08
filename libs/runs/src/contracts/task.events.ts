import type { PlanContent } from '@holdfast/plans/contracts';

/** A repository of the provider, as the listing showed it. The id stays when it is renamed or moved. */
export interface RepositoryReference {
  readonly id: string;
  readonly fullName: string;
  readonly slug: string;
  readonly name: string;
}

/** An account at work, and the credential through which it is used. */
export interface AccountInUse {
  readonly accountId: string;
  readonly credentialId: string;
  readonly label: string;
}

/** What one account paid for a task, through one credential. */
export interface RequestsPaid {
  readonly credentialId: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly count: number;
}

export type SwitchReason =
  | 'QUOTA_SPENT'
  /** The provider says that the account nears its limit. */
  | 'NEAR_LIMIT'
  | 'RATE_LIMITED'
  | 'CREDENTIAL_REJECTED'
  | 'CREDENTIAL_DISABLED'
  /** Another account sees what this one does not. */
  | 'NOT_VISIBLE';

export interface TaskPlanned {
  readonly type: 'TaskPlanned';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly planId: string;
    readonly organizationId: string;
    readonly repository: RepositoryReference;
    readonly content: PlanContent;
    /** Bytes, as the listing showed it; missing where it did not say. */
    readonly size?: number;
  };
}

export interface TaskAssigned {
  readonly type: 'TaskAssigned';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly workerId: string;
    readonly attempt: number;
    readonly until: string;
  };
}

/** The worker is still at it. Stored until 2026-11-23; now workers say for all of their work that they are there. */
export interface TaskAssignmentExtended {
  readonly type: 'TaskAssignmentExtended';
  readonly data: { readonly taskId: string; readonly runId: string; readonly workerId: string; readonly until: string };
}

export interface TaskHandedBack {
  readonly type: 'TaskHandedBack';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly workerId: string;
    /** It had stopped getting on. */
    readonly because?: 'NO_PROGRESS';
  };
}

/** What the task has got so far is in the vault: whoever takes the task over goes on from there. */
export interface TaskProgressed {
  readonly type: 'TaskProgressed';
  readonly data: { readonly taskId: string; readonly runId: string; readonly checkpoint: Checkpoint; readonly at: string };
}

/** An object of the vault that tells how far a task has come: the SHA-256 of its content, and its length. */
export interface Checkpoint {
  readonly digest: string;
  readonly bytes: number;
}

/** The task goes on with another account, with the very next request. */
export interface TaskCredentialSwitched {
  readonly type: 'TaskCredentialSwitched';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly bucket: string;
    readonly from: AccountInUse;
    readonly to: AccountInUse;
    readonly reason: SwitchReason;
    /** The lease that ended, and the one to go on with. */
    readonly fromLeaseId: string;
    readonly lease: { readonly leaseId: string; readonly requests: number; readonly expiresAt: string };
  };
}

export interface TaskCaptured {
  readonly type: 'TaskCaptured';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly repository: RepositoryReference;
    readonly snapshotId: string;
    readonly bytes: number;
    /** What the plan promises and the snapshot lacks; not empty makes the run incomplete. */
    readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
    /** What it cost, by who paid; missing in what was stored before 2026-11-23. Here and in the other two ends. */
    readonly requests?: readonly RequestsPaid[];
    readonly endedAt: string;
  };
}

/** Nothing is new since the snapshot named here. */
export interface TaskFoundUnchanged {
  readonly type: 'TaskFoundUnchanged';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly repository: RepositoryReference;
    readonly snapshotId: string;
    readonly requests?: readonly RequestsPaid[];
    readonly endedAt: string;
  };
}

export interface TaskFailed {
  readonly type: 'TaskFailed';
  readonly data: {
    readonly taskId: string;
    readonly runId: string;
    readonly repository: RepositoryReference;
    readonly code: string;
    readonly reason: string;
    readonly requests?: readonly RequestsPaid[];
    readonly endedAt: string;
  };
}

export type TaskEvent =
  | TaskPlanned
  | TaskAssigned
  | TaskAssignmentExtended
  | TaskHandedBack
  | TaskProgressed
  | TaskCredentialSwitched
  | TaskCaptured
  | TaskFoundUnchanged
  | TaskFailed;

/** How each is read by its stored name, which never changes. */
export const taskEvents = {
  TaskPlanned: 'as-stored',
  TaskAssigned: 'as-stored',
  TaskAssignmentExtended: 'as-stored',
  TaskHandedBack: 'as-stored',
  TaskProgressed: 'as-stored',
  TaskCredentialSwitched: 'as-stored',
  TaskCaptured: 'as-stored',
  TaskFoundUnchanged: 'as-stored',
  TaskFailed: 'as-stored',
} as const;

export const taskStream = (taskId: string): string => `task-${taskId}`;
export const taskStreams = 'task-';
