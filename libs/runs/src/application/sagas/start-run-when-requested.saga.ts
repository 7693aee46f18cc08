import type { Saga } from '@holdfast/event-sourcing';
import { planRunsStreams, type RunRequested } from '../../contracts/run.events.ts';

/** A run that was requested is started, whatever became of the process that took the request. */
export const startRunWhenRequested: Saga<object, RunRequested> = {
  name: 'StartRunWhenRequested',
  streams: [planRunsStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: ({ data }) => data.runId,
  react: (state, { data }) => ({ state, commands: [{ type: 'StartRun', data }] }),
};
