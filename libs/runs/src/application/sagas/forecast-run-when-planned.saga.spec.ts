import { describe, expect, it } from '@jest/globals';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { runStream, type RunEvent } from '../../contracts/run.events.ts';
import { at, runId, started } from '../../testing/one-run.ts';
import { forecastRunWhenPlanned } from './forecast-run-when-planned.saga.ts';

const planned: RunEvent = { type: 'RunPlanned', data: { runId, tasks: 3, leftOut: 0, plannedAt: at(1) } };

describe('a run that was planned', () => {
  it('is forecast', () => {
    afterEvents(forecastRunWhenPlanned, recorded(planned, 1, runStream(runId))).then({ type: 'ForecastRun', data: { runId } });
  });

  it('is not forecast before: nobody knows yet what it has to do', () => {
    expect(forecastRunWhenPlanned.instanceOf(recorded(started, 0, runStream(runId)))).toBeNull();
  });

  it('is not forecast in hindsight by an orchestrator that is new', () => {
    expect(forecastRunWhenPlanned.begins).toBe('now');
  });
});
