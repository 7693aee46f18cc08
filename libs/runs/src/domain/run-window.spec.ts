import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { RunEvent } from '../contracts/run.events.ts';
import { at, minute, order, planId, runId, started, t0 } from '../testing/one-run.ts';
import { run } from './run.decider.ts';

const paused = (minutes: number, until: number): RunEvent => ({
  type: 'RunPaused',
  data: { runId, at: at(minutes), resumesAt: at(until) },
});
const throttled = (until: number): RunEvent => ({ type: 'RunThrottled', data: { runId, at: at(0), resumesAt: at(until), accounts: [] } });
const resumed = (minutes: number): RunEvent => ({ type: 'RunResumed', data: { runId, at: at(minutes) } });
const pause = (minutes: number, until: number) =>
  ({ type: 'PauseRun', runId, now: t0 + minutes * minute, resumesAt: t0 + until * minute }) as const;
const resume = (minutes: number) => ({ type: 'ResumeRun', runId, now: t0 + minutes * minute }) as const;

describe('a run and its window', () => {
  it('begins with waiting when the window is closed', () => {
    given(run)
      .when({ type: 'StartRun', runId, planId, order, now: t0, closedUntil: t0 + 60 * minute })
      .then(started, paused(0, 60));
  });

  it('pauses when the window closes, which is said once', () => {
    given(run, started).when(pause(5, 60)).then(paused(5, 60));
    given(run, started, paused(5, 60)).when(pause(6, 60)).thenNothing();
  });

  it('pauses again at the end of the next window', () => {
    given(run, started, paused(5, 60), resumed(60)).when(pause(90, 1_500)).then(paused(90, 1_500));
    given(run, started, paused(5, 60)).when(pause(90, 1_500)).then(paused(90, 1_500));
  });

  it('goes on when the window opens, and not before, whoever has requests again', () => {
    given(run, started, paused(5, 60)).when(resume(59)).thenNothing();
    given(run, started, paused(5, 60)).when(resume(60)).then(resumed(60));
  });

  it('pauses also while it waits for requests, however long that would take', () => {
    given(run, started, throttled(90)).when(pause(5, 60)).then(paused(5, 60));
  });

  it('knows what it waits for', () => {
    expect(given(run, started, throttled(90)).state).toMatchObject({ waitsFor: 'quota', resumesAt: t0 + 90 * minute });
    expect(given(run, started, paused(5, 60)).state).toMatchObject({ waitsFor: 'window', resumesAt: t0 + 60 * minute });
    expect(given(run, started, paused(5, 60), resumed(60)).state).toMatchObject({ waitsFor: null, resumesAt: null });
  });
});
