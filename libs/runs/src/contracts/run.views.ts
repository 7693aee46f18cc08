export type RunStatus = 'queued' | 'running' | 'throttled' | 'completed' | 'incomplete' | 'cancelled';

export interface RunView {
  readonly id: string;
  readonly planId: string;
  readonly organizationId: string;
  /** The run whose undone rest this one does; null for a run of everything. */
  readonly retryOf: string | null;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** What a throttled run waits for: requests of its accounts, or the plan's window. */
  readonly waitsFor: 'quota' | 'window' | null;
  readonly resumesAt: string | null;
  readonly tasks: {
    /** Null until the listing is complete. */
    readonly planned: number | null;
    readonly captured: number;
    readonly unchanged: number;
    readonly failed: number;
    readonly running: number;
    /** Those that had not ended when the run was cancelled. */
    readonly cancelled: number;
  };
  readonly requests: { readonly total: number; readonly byCredential: readonly RequestsOfCredential[] };
  readonly credentialSwitches: readonly CredentialSwitchView[];
  readonly throttledPeriods: readonly ThrottledPeriod[];
  readonly missing: readonly { readonly repository: string; readonly reason: string }[];
  readonly bytes: number;
}

export interface RequestsOfCredential {
  readonly credentialId: string;
  readonly label: string;
  readonly account: string;
  readonly bucket: string;
  readonly count: number;
}

export interface CredentialSwitchView {
  readonly at: string;
  readonly taskId: string;
  readonly from: { readonly credentialId: string; readonly label: string; readonly accountId: string };
  readonly to: { readonly credentialId: string; readonly label: string; readonly accountId: string };
  readonly bucket: string;
  readonly reason: string;
}

export interface ThrottledPeriod {
  readonly accountId: string;
  readonly bucket: string;
  readonly from: string;
  readonly until: string;
}

export interface TaskView {
  readonly id: string;
  readonly repository: string;
  readonly status: 'planned' | 'running' | 'captured' | 'unchanged' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly credentialsUsed: readonly string[];
  readonly requests: number;
  readonly snapshotId: string | null;
  readonly reason: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** What the retention rules of a plan would keep and let go of one repository, newest first. */
export interface RepositoryRetention {
  readonly repositoryId: string;
  readonly fullName: string;
  readonly kept: readonly { readonly snapshotId: string; readonly takenAt: string; readonly reasons: readonly string[] }[];
  readonly letGo: readonly { readonly snapshotId: string; readonly takenAt: string }[];
}

export interface RetentionView {
  /** This version shows what the rules mean, and deletes nothing. */
  readonly applied: false;
  readonly rules: Readonly<Record<string, number>>;
  /** In which days, weeks, months and years are counted. */
  readonly timezone: string;
  readonly items: readonly RepositoryRetention[];
  readonly nextCursor: string | null;
}

export interface RepositoryView {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly fullName: string;
  readonly snapshots: number;
  readonly lastSnapshotAt: string | null;
}

export interface SnapshotView {
  readonly id: string;
  readonly repositoryId: string;
  readonly organizationId: string;
  readonly runId: string;
  readonly takenAt: string;
  readonly refCount: number;
  readonly content: readonly string[];
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
  readonly manifestDigest: string;
  readonly bytes: number;
  readonly status: 'stored' | 'verified' | 'corrupt' | 'held';
}

/** A snapshot with what its manifest says. */
export interface SnapshotDetails extends SnapshotView {
  /** Every ref as it was; null when the vault cannot give the manifest. */
  readonly refs: readonly { readonly name: string; readonly oid: string }[] | null;
  /** The branch that HEAD named. */
  readonly head: string | null;
}

export interface RestoreView {
  readonly id: string;
  readonly snapshotId: string;
  readonly target: { readonly kind: 'directory'; readonly path: string };
  readonly status: 'requested' | 'running' | 'completed' | 'failed';
  readonly restored: readonly { readonly what: string; readonly path: string; readonly items: number }[];
  readonly notRestored: readonly { readonly what: string; readonly why: string }[];
  readonly reason: string | null;
  readonly requestedAt: string;
  readonly endedAt: string | null;
}

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly credentials: readonly { readonly id: string; readonly label: string; readonly organizationId: string }[];
  readonly buckets: readonly {
    readonly bucket: string;
    readonly limit: number;
    /** Who the limit comes from. */
    readonly limitFrom: 'settings' | 'headers' | 'administrator';
    readonly windowSeconds: number;
    readonly spent: number;
    readonly leased: number;
    readonly reserve: number;
    /** What others are taken to have spent. */
    readonly foreign: number;
    readonly available: number;
    readonly limitedUntil: string | null;
  }[];
}
