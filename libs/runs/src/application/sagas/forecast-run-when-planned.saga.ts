import type { Saga } from '@holdfast/event-sourcing';
import { runStreams, type RunEvent } from '../../contracts/run.events.ts';

/** As soon as it is known what a run has to do, it is forecast how that will go. */
export const forecastRunWhenPlanned: Saga<object, RunEvent> = {
  name: 'ForecastRunWhenPlanned',
  streams: [runStreams],
  begins: 'now',
  initialState: {},
  instanceOf: ({ type, data }) => (type === 'RunPlanned' ? data.runId : null),
  react(state, event) {
    if (event.type !== 'RunPlanned') return { state, commands: [] };
    return { state, commands: [{ type: 'ForecastRun', data: { runId: event.data.runId } }] };
  },
};
