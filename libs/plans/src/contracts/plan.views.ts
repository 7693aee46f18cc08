import type { PlanContent, PlanSchedule, PlanWindow, RepositorySelection, RetentionRules } from './plan.events.ts';

/** An additional credential of the organization, as the plan's page lists it. */
export interface PlanCredentialView {
  readonly id: string;
  readonly label: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly enabled: boolean;
  readonly status: string;
}

export interface PlanView {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly repositories: RepositorySelection;
  readonly content: PlanContent;
  readonly schedule: PlanSchedule | null;
  readonly window: PlanWindow | null;
  readonly retention: RetentionRules;
  readonly additionalCredentials: { readonly enabled: boolean; readonly credentials: readonly PlanCredentialView[] };
  readonly nextRunAt: string | null;
  readonly lastRun: { readonly id: string; readonly status: string; readonly startedAt: string; readonly endedAt: string | null } | null;
}
