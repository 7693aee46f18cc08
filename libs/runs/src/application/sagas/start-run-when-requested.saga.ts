import type { Saga } from '@holdfast/event-sourcing';
import { planRunsStreams, type PlanRunsEvent } from '../../contracts/run.events.ts';

/** A run that was requested is started, whatever became of the process that took the request. */
export const startRunWhenRequested: Saga<object, PlanRunsEvent> = {
  name: 'StartRunWhenRequested',
  streams: [planRunsStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: ({ type, data }) => (type === 'RunRequested' ? data.runId : null),
  react(state, event) {
    if (event.type !== 'RunRequested') return { state, commands: [] };
    const { planId, runId, order } = event.data;
    return { state, commands: [{ type: 'StartRun', data: { planId, runId, order } }] };
  },
};
