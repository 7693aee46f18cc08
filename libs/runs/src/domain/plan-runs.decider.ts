import type { Decider } from '@holdfast/event-sourcing';
import { planRunsEvents, type RunOrder, type RunRequested } from '../contracts/run.events.ts';
import { RunAlreadyGoingError } from './run.errors.ts';

export interface PlanRunsState {
  readonly lastRunId: string | null;
}

export interface RequestRun {
  readonly type: 'RequestRun';
  readonly planId: string;
  readonly runId: string;
  readonly order: RunOrder;
  /** Whether the run that was last requested has ended; its own stream knows. */
  readonly ended: (runId: string) => boolean;
}

/** The runs of one plan: one at a time. Its last event says it all, so a plan may run for years. */
export const planRuns: Decider<PlanRunsState, RequestRun, RunRequested> = {
  initialState: { lastRunId: null },
  decide({ planId, runId, order, ended }, { lastRunId }) {
    if (lastRunId !== null && !ended(lastRunId)) throw new RunAlreadyGoingError(lastRunId);
    return [{ type: 'RunRequested', data: { planId, runId, order } }];
  },
  evolve: (_, event) => ({ lastRunId: event.data.runId }),
  events: planRunsEvents,
  opensBooks: () => true,
};
