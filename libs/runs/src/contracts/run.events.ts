import type { PlanContent, RepositorySelection } from '@holdfast/plans/contracts';

/** A plan was asked to run. Lives in the plan's own stream of runs, whose last event tells which run to ask whether it has ended. */
export interface RunRequested {
  readonly type: 'RunRequested';
  readonly data: {
    readonly planId: string;
    readonly runId: string;
    readonly order: RunOrder;
    /** The time of the plan's schedule, if that asked. */
    readonly scheduledFor?: string;
  };
}

/** A time of the plan's schedule came while a run of it was still going on: `runId`. It is not made up for. */
export interface ScheduledRunSkipped {
  readonly type: 'ScheduledRunSkipped';
  readonly data: { readonly planId: string; readonly runId: string; readonly scheduledFor: string };
}

export type PlanRunsEvent = RunRequested | ScheduledRunSkipped;

/** What a run is to do, as the plan stood when it was asked. */
export interface RunOrder {
  readonly organizationId: string;
  readonly repositories: RepositorySelection;
  readonly content: PlanContent;
  /** The time of the day in which it may send requests; any time without one. */
  readonly window?: RunWindow;
  /** The run of which only what it left undone is to be done, without another listing. */
  readonly retryOf?: string;
}

export interface RunWindow {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

export interface RunStarted {
  readonly type: 'RunStarted';
  readonly data: { readonly runId: string; readonly planId: string; readonly startedAt: string } & RunOrder;
}

/** A worker lists the repositories. */
export interface RunPlanningAssigned {
  readonly type: 'RunPlanningAssigned';
  readonly data: { readonly runId: string; readonly workerId: string; readonly attempt: number; readonly until: string };
}

export interface RunPlanningHandedBack {
  readonly type: 'RunPlanningHandedBack';
  readonly data: {
    readonly runId: string;
    readonly workerId: string;
    /** It had stopped getting on. */
    readonly because?: 'NO_PROGRESS';
  };
}

/** Every repository of the selection has its task. */
export interface RunPlanned {
  readonly type: 'RunPlanned';
  readonly data: {
    readonly runId: string;
    readonly tasks: number;
    readonly leftOut: number;
    /** Patterns of the plan that fit none of the organization's repositories, if any. */
    readonly patternsWithoutEffect?: readonly string[];
    readonly plannedAt: string;
  };
}

/** What the run was expected to cost and to take when it was planned; its end shows how far that was off. */
export interface RunForecast {
  readonly type: 'RunForecast';
  readonly data: {
    readonly runId: string;
    /** Of the whole run, its list of repositories included. */
    readonly requests: number;
    /** From its start to its end. */
    readonly seconds: number;
    readonly tasks: number;
    /** How many accounts it could use. */
    readonly accounts: number;
    readonly at: string;
  };
}

/** No account has quota left. The run waits and goes on by itself. */
export interface RunThrottled {
  readonly type: 'RunThrottled';
  readonly data: {
    readonly runId: string;
    readonly at: string;
    readonly resumesAt: string;
    readonly accounts: readonly { readonly accountId: string; readonly bucket: string; readonly until: string }[];
  };
}

/** The plan's window is closed. The run goes on by itself when it opens. */
export interface RunPaused {
  readonly type: 'RunPaused';
  readonly data: { readonly runId: string; readonly at: string; readonly resumesAt: string };
}

export interface RunResumed {
  readonly type: 'RunResumed';
  readonly data: { readonly runId: string; readonly at: string };
}

export interface RunCompleted {
  readonly type: 'RunCompleted';
  readonly data: {
    readonly runId: string;
    readonly planId: string;
    readonly captured: number;
    readonly unchanged: number;
    readonly endedAt: string;
  };
}

/** The run is over and something that was promised is missing. */
export interface RunEndedIncomplete {
  readonly type: 'RunEndedIncomplete';
  readonly data: {
    readonly runId: string;
    readonly planId: string;
    readonly captured: number;
    readonly unchanged: number;
    readonly failed: number;
    /** The first of what is missing, and why: twenty, a hundred in what was stored before 2026-11-24. The tasks tell the rest. */
    readonly missing: readonly MissingFromRun[];
    readonly endedAt: string;
  };
}

/** Somebody stopped the run. What it had stored by then stays; its other tasks are not done. */
export interface RunCancelled {
  readonly type: 'RunCancelled';
  readonly data: {
    readonly runId: string;
    readonly planId: string;
    /** In the words of who cancelled it, if any. */
    readonly reason: string | null;
    readonly endedAt: string;
  };
}

export interface MissingFromRun {
  readonly repository: string;
  readonly reason: string;
}

export type RunEvent =
  | RunStarted
  | RunPlanningAssigned
  | RunPlanningHandedBack
  | RunPlanned
  | RunForecast
  | RunThrottled
  | RunPaused
  | RunResumed
  | RunCompleted
  | RunEndedIncomplete
  | RunCancelled;

/** How each is read by its stored name, which never changes. */
export const runEvents = {
  RunStarted: 'as-stored',
  RunPlanningAssigned: 'as-stored',
  RunPlanningHandedBack: 'as-stored',
  RunPlanned: 'as-stored',
  RunForecast: 'as-stored',
  RunThrottled: 'as-stored',
  RunPaused: 'as-stored',
  RunResumed: 'as-stored',
  RunCompleted: 'as-stored',
  RunEndedIncomplete: 'as-stored',
  RunCancelled: 'as-stored',
} as const;

/** How the events in the stream of a plan's runs are read. */
export const planRunsEvents = { RunRequested: 'as-stored', ScheduledRunSkipped: 'as-stored' } as const;

export const planRunsStream = (planId: string): string => `planRuns-${planId}`;
export const planRunsStreams = 'planRuns-';
export const runStream = (runId: string): string => `run-${runId}`;
export const runStreams = 'run-';
