/** What of each repository is kept. */
export interface PlanContent {
  readonly git: boolean;
  readonly lfs: boolean;
  /** Kinds of metadata, such as `pullrequests`. */
  readonly metadata: readonly string[];
}

/** Which repositories a plan takes: patterns over names, `*` for any run of characters. */
export interface RepositorySelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface PlanSchedule {
  readonly cron: string;
  readonly timezone: string;
}

export interface PlanWindow {
  readonly start: string;
  readonly end: string;
}

/** How many snapshots are kept, by reason. */
export type RetentionRules = Readonly<Record<string, number>>;

export interface PlanCreated {
  readonly type: 'PlanCreated';
  readonly data: {
    readonly planId: string;
    readonly organizationId: string;
    readonly name: string;
    readonly repositories: RepositorySelection;
    readonly content: PlanContent;
    readonly schedule: PlanSchedule | null;
    readonly window: PlanWindow | null;
    readonly retention: RetentionRules;
  };
}

export interface AdditionalCredentialsSwitchedOn {
  readonly type: 'AdditionalCredentialsSwitchedOn';
  readonly data: { readonly planId: string; readonly organizationId: string };
}

export interface AdditionalCredentialsSwitchedOff {
  readonly type: 'AdditionalCredentialsSwitchedOff';
  readonly data: { readonly planId: string; readonly organizationId: string };
}

export interface PlanCredentialEnabled {
  readonly type: 'PlanCredentialEnabled';
  readonly data: { readonly planId: string; readonly organizationId: string; readonly credentialId: string; readonly label: string };
}

export interface PlanCredentialDisabled {
  readonly type: 'PlanCredentialDisabled';
  readonly data: { readonly planId: string; readonly organizationId: string; readonly credentialId: string; readonly reason: string };
}

export type PlanEvent =
  PlanCreated | AdditionalCredentialsSwitchedOn | AdditionalCredentialsSwitchedOff | PlanCredentialEnabled | PlanCredentialDisabled;

/** How each is read by its stored name, which never changes. */
export const planEvents = {
  PlanCreated: 'as-stored',
  AdditionalCredentialsSwitchedOn: 'as-stored',
  AdditionalCredentialsSwitchedOff: 'as-stored',
  PlanCredentialEnabled: 'as-stored',
  PlanCredentialDisabled: 'as-stored',
} as const;

export const planStream = (planId: string): string => `plan-${planId}`;
export const planStreams = 'plan-';
