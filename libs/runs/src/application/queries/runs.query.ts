import type { Page, PageRequest } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type {
  AccountView,
  RepositoryView,
  RestoreView,
  RetentionView,
  RunView,
  SnapshotDetails,
  SnapshotView,
  TaskView,
} from '../../contracts/run.views.ts';

export class ListRuns extends Query<Page<RunView>> {
  constructor(
    readonly filter: {
      readonly planId?: string | undefined;
      readonly organizationId?: string | undefined;
      readonly status?: string | undefined;
    },
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** Throws RunNotFoundError. */
export class GetRun extends Query<RunView> {
  constructor(readonly runId: string) {
    super();
  }
}

/** Throws RunNotFoundError. */
export class ListTasks extends Query<Page<TaskView>> {
  constructor(
    readonly runId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** A lease that was granted, and why its account was chosen. */
export interface LeaseDecisionView {
  /** Of the lease. */
  readonly id: string;
  readonly runId: string;
  /** The task that asked for it, or the run itself while it was planned. */
  readonly taskId: string;
  readonly at: string;
  readonly accountId: string;
  /** The name of the account; null when it is not known. */
  readonly account: string | null;
  readonly credentialId: string;
  /** Of the credential. */
  readonly label: string;
  readonly bucket: string;
  readonly requests: number;
  /** The name and version of the rule that was followed. */
  readonly rule: string;
  /** The accounts that were looked at. */
  readonly candidates: readonly LeaseCandidateView[];
  /** The reason, for people to read. */
  readonly sentence: string;
}

/** An account that a lease could have gone to, as it stood then. */
export interface LeaseCandidateView {
  readonly accountId: string;
  readonly account: string | null;
  readonly credentialId: string;
  readonly label: string;
  /** Requests that it had left. */
  readonly available: number;
  /** Null where that was not recorded. */
  readonly limit: number | null;
  /** Whether it sees the repository; null when that was not known. */
  readonly sees: boolean | null;
}

/** Why each lease went to its account. Throws RunNotFoundError. */
export class ListDecisions extends Query<Page<LeaseDecisionView>> {
  constructor(
    readonly runId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

export class ListRepositories extends Query<Page<RepositoryView>> {
  constructor(
    readonly organizationId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** Newest first. Throws RepositoryNotFoundError. */
export class ListSnapshots extends Query<Page<SnapshotView>> {
  constructor(
    readonly repositoryId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** Throws SnapshotNotFoundError. */
export class GetSnapshot extends Query<SnapshotDetails> {
  constructor(readonly snapshotId: string) {
    super();
  }
}

/** Throws RestoreNotFoundError. */
export class GetRestore extends Query<RestoreView> {
  constructor(readonly restoreId: string) {
    super();
  }
}

/** Every account that a credential of any organization belongs to, with its ledger as it is now. */
export class ListAccounts extends Query<Page<AccountView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

/** What a plan's retention rules mean for the snapshots that its runs have taken or found still true, repository by repository. Throws a DomainError PLAN_NOT_FOUND. */
export class GetRetention extends Query<RetentionView> {
  constructor(
    readonly planId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}
