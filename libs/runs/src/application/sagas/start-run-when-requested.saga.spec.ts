import { describe, it } from '@jest/globals';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { planRunsStream, type RunRequested } from '../../contracts/run.events.ts';
import { order, planId, runId } from '../../testing/one-run.ts';
import { startRunWhenRequested } from './start-run-when-requested.saga.ts';

const requested: RunRequested = { type: 'RunRequested', data: { planId, runId, order } };
const start = { type: 'StartRun', data: { planId, runId, order } };

describe('a run that was requested', () => {
  it('is started as it was ordered', () => {
    afterEvents(startRunWhenRequested, recorded(requested, 0, planRunsStream(planId))).then(start);
  });

  it('is started again when the request is heard again: the run itself knows that it is no news', () => {
    afterEvents(startRunWhenRequested, recorded(requested, 0, planRunsStream(planId)), recorded(requested, 1, planRunsStream(planId))).then(
      start,
    );
  });
});
