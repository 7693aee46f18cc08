/** What of each repository is kept. */
export interface PlanContent {
  readonly git: boolean;
  readonly lfs: boolean;
  /** Kinds of metadata, such as `pullrequests`. */
  readonly metadata: readonly string[];
}

/**
 * Which repositories a plan takes: patterns over slug or `workspace/slug`, or over the key of their project (`project:KEY`); `*` stands for any
 * run of characters.
 */
export interface RepositorySelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** When runs start by themselves: five fields of cron, in a time zone of the IANA database. */
export interface PlanSchedule {
  readonly cron: string;
  readonly timezone: string;
}

/** The time of the day (`HH:MM`) in which runs may send requests. Without a time zone of its own it has the schedule's, or else UTC. */
export interface PlanWindow {
  readonly start: string;
  readonly end: string;
  readonly timezone?: string;
}

/** How many snapshots are kept, by reason. */
export type RetentionRules = Readonly<Record<string, number>>;

/** What a plan says, and what may be changed of it. */
export interface PlanTerms {
  readonly name: string;
  readonly repositories: RepositorySelection;
  readonly content: PlanContent;
  readonly schedule: PlanSchedule | null;
  readonly window: PlanWindow | null;
  readonly retention: RetentionRules;
}

export interface PlanCreated {
  readonly type: 'PlanCreated';
  readonly data: {
    readonly planId: string;
    readonly organizationId: string;
    /** The plan that it was made after, if any. */
    readonly clonedFrom?: string;
  } & PlanTerms;
}

/** The terms that were changed, and no others: as they were, and as they are from now on. */
export interface PlanEdited {
  readonly type: 'PlanEdited';
  readonly data: {
    readonly planId: string;
    readonly organizationId: string;
    readonly before: Partial<PlanTerms>;
    readonly after: Partial<PlanTerms>;
  };
}

/** Until it is resumed, the plan starts no run by itself. One that is going on goes on. */
export interface PlanPaused {
  readonly type: 'PlanPaused';
  readonly data: { readonly planId: string; readonly organizationId: string; readonly reason: string | null };
}

export interface PlanResumed {
  readonly type: 'PlanResumed';
  readonly data: { readonly planId: string; readonly organizationId: string };
}

/** Its snapshots remain. */
export interface PlanDeleted {
  readonly type: 'PlanDeleted';
  readonly data: { readonly planId: string; readonly organizationId: string; readonly name: string };
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
  | PlanCreated
  | PlanEdited
  | PlanPaused
  | PlanResumed
  | PlanDeleted
  | AdditionalCredentialsSwitchedOn
  | AdditionalCredentialsSwitchedOff
  | PlanCredentialEnabled
  | PlanCredentialDisabled;

/** How each is read by its stored name, which never changes. */
export const planEvents = {
  PlanCreated: 'as-stored',
  PlanEdited: 'as-stored',
  PlanPaused: 'as-stored',
  PlanResumed: 'as-stored',
  PlanDeleted: 'as-stored',
  AdditionalCredentialsSwitchedOn: 'as-stored',
  AdditionalCredentialsSwitchedOff: 'as-stored',
  PlanCredentialEnabled: 'as-stored',
  PlanCredentialDisabled: 'as-stored',
} as const;

export const planStream = (planId: string): string => `plan-${planId}`;
export const planStreams = 'plan-';
