import { describe, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { RunEvent } from '../contracts/run.events.ts';
import { at, minute, planId, runId, started, t0 } from '../testing/one-run.ts';
import { run, type RunCommand } from './run.decider.ts';

const planned: RunEvent = { type: 'RunPlanned', data: { runId, tasks: 3, leftOut: 1, plannedAt: at(1) } };
const completed: RunEvent = { type: 'RunCompleted', data: { runId, planId, captured: 3, unchanged: 0, endedAt: at(9) } };
const forecast = { requests: 40, seconds: 90, tasks: 3, accounts: 2 };
const record: RunCommand = { type: 'RecordForecast', runId, now: t0 + 2 * minute, ...forecast };

describe('the forecast of a run', () => {
  it('is noted when the run is planned, and changes nothing', () => {
    const after = given(run, started, planned);
    after.when(record).then({ type: 'RunForecast', data: { runId, ...forecast, at: at(2) } });
    given(run, started, planned, { type: 'RunForecast', data: { runId, ...forecast, at: at(2) } })
      .when({ type: 'EndRun', runId, now: t0 + 9 * minute, captured: 3, unchanged: 0, failed: 0, missing: [] })
      .then(completed);
  });

  it('comes too late for a run that is over', () => {
    given(run, started, planned, completed).when(record).thenNothing();
  });
});
