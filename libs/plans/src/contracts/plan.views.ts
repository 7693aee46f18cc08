import type { PlanContent, PlanSchedule, PlanWindow, RepositorySelection, RetentionRules } from './plan.events.ts';

/** An additional credential of the organization, as the plan's page lists it. */
export interface PlanCredentialView {
  readonly id: string;
  readonly label: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly enabled: boolean;
  readonly status: string;
}

/** Something about a plan that was probably not meant; it is no error. `field` is a path into the plan. */
export interface PlanWarning {
  readonly code: 'REPOSITORIES_NOT_SEEN_YET' | 'PATTERN_WITHOUT_EFFECT' | 'SCHEDULE_OUTSIDE_WINDOW';
  readonly field: string;
  readonly message: string;
}

export interface PlanView {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  /** A paused plan starts no run by itself. */
  readonly status: 'active' | 'paused';
  readonly pausedReason: string | null;
  readonly repositories: RepositorySelection;
  readonly content: PlanContent;
  readonly schedule: PlanSchedule | null;
  readonly window: PlanWindow | null;
  readonly retention: RetentionRules;
  readonly additionalCredentials: { readonly enabled: boolean; readonly credentials: readonly PlanCredentialView[] };
  /** Null when the plan is paused, or has no schedule. */
  readonly nextRunAt: string | null;
  readonly lastRun: { readonly id: string; readonly status: string; readonly startedAt: string; readonly endedAt: string | null } | null;
  readonly warnings: readonly PlanWarning[];
}
