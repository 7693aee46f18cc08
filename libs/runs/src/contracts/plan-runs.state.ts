import { planRunsEvents, runEvents, type PlanRunsEvent, type RunEvent } from './run.events.ts';

export interface PlanRunsState {
  readonly lastRunId: string | null;
}

/** How it follows from the stream of a plan's runs which of them was asked for last. Each event says it all. */
export const planRunsReading = {
  initialState: { lastRunId: null } satisfies PlanRunsState as PlanRunsState,
  evolve: (_: PlanRunsState, { data }: PlanRunsEvent): PlanRunsState => ({ lastRunId: data.runId }),
  events: planRunsEvents,
  opensBooks: (): boolean => true,
};

/** How it follows from a run's stream whether it is over. */
export const runEndReading = {
  initialState: { hasEnded: false },
  evolve: ({ hasEnded }: { readonly hasEnded: boolean }, { type }: RunEvent) => ({
    hasEnded: hasEnded || type === 'RunCompleted' || type === 'RunEndedIncomplete' || type === 'RunCancelled',
  }),
  events: runEvents,
};
