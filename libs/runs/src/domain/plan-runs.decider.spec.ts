import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { PlanRunsEvent, RunRequested } from '../contracts/run.events.ts';
import { order, planId } from '../testing/one-run.ts';
import { planRuns } from './plan-runs.decider.ts';

const requested = (runId: string): RunRequested => ({ type: 'RunRequested', data: { planId, runId, order } });
const request = (ended: readonly string[]) =>
  ({ type: 'RequestRun', planId, runId: 'new', order, ended: (runId: string) => ended.includes(runId) }) as const;

describe('requesting a run', () => {
  it('orders what the plan says', () => {
    given(planRuns).when(request([])).then(requested('new'));
  });

  it('is refused while the last run has not ended', () => {
    given(planRuns, requested('first')).when(request([])).thenRefused('RUN_ALREADY_GOING');
    given(planRuns, requested('first'), requested('second'))
      .when(request(['first']))
      .thenRefused('RUN_ALREADY_GOING');
  });

  it('is accepted when the last run has ended', () => {
    given(planRuns, requested('first'), requested('second'))
      .when(request(['first', 'second']))
      .then(requested('new'));
  });

  it('needs no more than the last request to know', () => {
    const history: PlanRunsEvent[] = [requested('first'), requested('second')];
    expect(history.every((event) => planRuns.opensBooks?.(event))).toBe(true);
    expect(given(planRuns, ...history).state).toEqual(given(planRuns, ...history.slice(-1)).state);
  });
});

describe('a run that the schedule asks for', () => {
  const scheduledFor = '2026-11-23T02:00:00.000Z';
  const scheduled = (ended: readonly string[]) => ({ ...request(ended), type: 'RequestScheduledRun', scheduledFor }) as const;
  const skipped = (runId: string): PlanRunsEvent => ({ type: 'ScheduledRunSkipped', data: { planId, runId, scheduledFor } });
  const requestedFor: RunRequested = { type: 'RunRequested', data: { planId, runId: 'new', order, scheduledFor } };

  it('says for which time it is', () => {
    given(planRuns).when(scheduled([])).then(requestedFor);
    given(planRuns, requested('first'))
      .when(scheduled(['first']))
      .then(requestedFor);
  });

  it('is skipped while another one goes on, which is noted', () => {
    given(planRuns, requested('first')).when(scheduled([])).then(skipped('first'));
  });

  it('knows what goes on also after it was skipped', () => {
    given(planRuns, requested('first'), skipped('first')).when(request([])).thenRefused('RUN_ALREADY_GOING');
    given(planRuns, requested('first'), skipped('first'))
      .when(scheduled(['first']))
      .then(requestedFor);
  });

  it('is no news when it is there, ended or not', () => {
    given(planRuns, requestedFor).when(scheduled([])).thenNothing();
    given(planRuns, requestedFor)
      .when(scheduled(['new']))
      .thenNothing();
  });
});
