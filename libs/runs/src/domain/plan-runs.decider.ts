import type { Decider } from '@holdfast/event-sourcing';
import { planRunsReading, type PlanRunsState } from '../contracts/plan-runs.state.ts';
import type { PlanRunsEvent, RunOrder } from '../contracts/run.events.ts';
import { RunAlreadyGoingError } from './run.errors.ts';

export type PlanRunsCommand = {
  readonly planId: string;
  readonly runId: string;
  readonly order: RunOrder;
  /** Whether the run that was last requested has ended; its own stream knows. */
  readonly ended: (runId: string) => boolean;
} & (
  | { readonly type: 'RequestRun' }
  /** The id of the run follows from the plan and the time. */
  | { readonly type: 'RequestScheduledRun'; readonly scheduledFor: string }
);

/** The runs of one plan: one at a time. Its last event says it all, so a plan may run for years. */
export const planRuns: Decider<PlanRunsState, PlanRunsCommand, PlanRunsEvent> = {
  ...planRunsReading,
  decide(command, { lastRunId }) {
    const { planId, runId, order, ended } = command;
    const goingRunId = lastRunId === null || ended(lastRunId) ? null : lastRunId;
    switch (command.type) {
      case 'RequestRun':
        if (goingRunId !== null) throw new RunAlreadyGoingError(goingRunId);
        return [{ type: 'RunRequested', data: { planId, runId, order } }];
      case 'RequestScheduledRun': {
        const { scheduledFor } = command;
        if (lastRunId === runId) return [];
        if (goingRunId !== null) return [{ type: 'ScheduledRunSkipped', data: { planId, runId: goingRunId, scheduledFor } }];
        return [{ type: 'RunRequested', data: { planId, runId, order, scheduledFor } }];
      }
    }
  },
};
