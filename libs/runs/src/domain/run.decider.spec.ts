import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { RunEvent, RunThrottled } from '../contracts/run.events.ts';
import { at, minute, order, planId, runId, started, t0 } from '../testing/one-run.ts';
import { run, type RunCommand } from './run.decider.ts';

const assigned = (workerId = 'one', attempt = 1, until = 10): RunEvent => ({
  type: 'RunPlanningAssigned',
  data: { runId, workerId, attempt, until: at(until) },
});
const handedBack: RunEvent = { type: 'RunPlanningHandedBack', data: { runId, workerId: 'one' } };
const planned: RunEvent = { type: 'RunPlanned', data: { runId, tasks: 3, leftOut: 1, plannedAt: at(1) } };
const accounts = [{ accountId: 'a-ann', bucket: 'api', until: at(60) }];
const throttled = (until = 60): RunThrottled => ({ type: 'RunThrottled', data: { runId, at: at(0), resumesAt: at(until), accounts } });
const resumed: RunEvent = { type: 'RunResumed', data: { runId, at: at(61) } };
const completed: RunEvent = { type: 'RunCompleted', data: { runId, planId, captured: 2, unchanged: 1, endedAt: at(5) } };

const command = <T extends RunCommand['type']>(type: T, minutes: number, more: object = {}) =>
  ({ type, runId, now: t0 + minutes * minute, ...more }) as Extract<RunCommand, { type: T }>;
const start = command('StartRun', 0, { planId, order, closedUntil: null });
const assign = (workerId: string, minutes: number) =>
  command('AssignPlanning', minutes, { workerId, until: t0 + (minutes + 10) * minute, from: { workerId: 'one', seenUntil: 0 } });
const throttle = (until: number) => command('ThrottleRun', 0, { resumesAt: t0 + until * minute, accounts });
const end = (more: object = {}) => command('EndRun', 5, { captured: 2, unchanged: 1, failed: 0, missing: [], ...more });

/** Every command but the first, as any worker may give it. */
const later: readonly RunCommand[] = [
  ...[assign('one', 1), command('HandBackPlanning', 1, { workerId: 'one' }), command('RecordPlan', 1, { tasks: 3, leftOut: 1 })],
  ...[
    throttle(60),
    command('PauseRun', 1, { resumesAt: t0 + 60 * minute }),
    command('ResumeRun', 61),
    command('FailPlanning', 1, { reason: 'gone' }),
    end(),
  ],
];

describe('a run', () => {
  it('starts with its order', () => {
    given(run).when(start).then(started);
  });

  it('starts with the window that it has to keep to', () => {
    const window = { start: '22:00', end: '06:00', timezone: 'UTC' };
    const withWindow = { ...started, data: { ...started.data, window } };
    given(run)
      .when(command('StartRun', 0, { planId, order: { ...order, window }, closedUntil: null }))
      .then(withWindow);
    expect(given(run, withWindow).state).toMatchObject({ order: { ...order, window } });
  });

  it('starts once', () => {
    given(run, started).when(start).thenNothing();
    given(run, started, planned, completed).when(start).thenNothing();
  });

  it.each(later)('does nothing before it is started: $type', (early) => {
    given(run).when(early).thenRefused('RUN_NOT_FOUND');
  });

  it.each(later)('does nothing after it has ended: $type', (late) => {
    given(run, started, assigned(), planned, throttled(), completed).when(late).thenNothing();
  });
});

describe('the planning of a run', () => {
  it('is one worker’s, and nobody else’s until its time has passed', () => {
    given(run, started).when(assign('one', 0)).then(assigned());
    given(run, started, assigned()).when(assign('two', 9)).thenNothing();
    given(run, started, assigned())
      .when(assign('two', 10))
      .then(assigned('two', 2, 20));
  });

  it('is given up when it stops getting on for the third time, not before', () => {
    const stalled = command('HandBackPlanning', 1, { workerId: 'one', stalledSeconds: 900 });
    const handedBackStalled: RunEvent = { ...handedBack, data: { ...handedBack.data, because: 'NO_PROGRESS' } };
    given(run, started, assigned()).when(stalled).then(handedBackStalled);
    const twice = [started, assigned(), handedBackStalled, assigned(), handedBack, assigned(), handedBackStalled, assigned()];
    given(run, ...twice.slice(0, -2))
      .when(stalled)
      .then(handedBackStalled);
    given(run, ...twice)
      .when(stalled)
      .then({
        type: 'RunEndedIncomplete',
        data: {
          ...{ runId, planId, captured: 0, unchanged: 0, failed: 0, endedAt: at(1) },
          missing: [{ repository: '*', reason: 'Nothing came of it for 15 minutes, 3 times.' }],
        },
      });
  });

  it('counts how often it was taken on, also after it was handed back', () => {
    given(run, started, assigned(), handedBack)
      .when(assign('two', 1))
      .then(assigned('two', 2, 11));
  });

  it('is handed back by its worker alone', () => {
    const handBack = (workerId: string) => command('HandBackPlanning', 1, { workerId });
    given(run, started, assigned()).when(handBack('one')).then(handedBack);
    given(run, started, assigned()).when(handBack('two')).thenNothing();
    given(run, started, assigned(), handedBack).when(handBack('one')).thenNothing();
    given(run, started, assigned(), planned).when(handBack('one')).thenNothing();
  });

  it('ends with the number of tasks, once', () => {
    const record = command('RecordPlan', 1, { tasks: 3, leftOut: 1 });
    given(run, started, assigned()).when(record).then(planned);
    given(run, started, assigned(), planned).when(record).thenNothing();
  });

  it('is not taken on again when it has ended', () => {
    given(run, started, assigned(), planned).when(assign('two', 60)).thenNothing();
  });

  it('that failed ends the run incomplete: everything is missing', () => {
    const fail = command('FailPlanning', 2, { reason: 'no repository is visible' });
    given(run, started, assigned())
      .when(fail)
      .then({
        type: 'RunEndedIncomplete',
        data: {
          ...{ runId, planId, captured: 0, unchanged: 0, failed: 0, endedAt: at(2) },
          missing: [{ repository: '*', reason: 'no repository is visible' }],
        },
      });
  });

  it('cannot fail when it has ended: what was captured by then counts', () => {
    given(run, started, planned)
      .when(command('FailPlanning', 2, { reason: 'late' }))
      .thenNothing();
  });
});

describe('a run whose accounts are spent', () => {
  it('says until when it waits, while it is planned and while it captures', () => {
    given(run, started).when(throttle(60)).then(throttled());
    given(run, started, planned).when(throttle(60)).then(throttled());
  });

  it('says it once for all of its tasks, unless the wait grows longer', () => {
    given(run, started, throttled()).when(throttle(60)).thenNothing();
    given(run, started, throttled()).when(throttle(30)).thenNothing();
    given(run, started, throttled()).when(throttle(61)).then(throttled(61));
  });

  it('goes on, and says so once', () => {
    const resume = command('ResumeRun', 61);
    given(run, started, throttled()).when(resume).then(resumed);
    given(run, started, throttled(), resumed).when(resume).thenNothing();
    given(run, started).when(resume).thenNothing();
  });

  it('may have to wait again', () => {
    given(run, started, throttled(), resumed).when(throttle(60)).then(throttled());
  });

  it('never fails for it: it ends as what it captured', () => {
    given(run, started, planned, throttled()).when(end()).then(completed);
  });
});

describe('a run that is cancelled', () => {
  const cancel = command('CancelRun', 4, { reason: 'not tonight' });
  const cancelled: RunEvent = { type: 'RunCancelled', data: { runId, planId, reason: 'not tonight', endedAt: at(4) } };
  const pause = command('PauseRun', 1, { resumesAt: t0 + 60 * minute });
  const paused: RunEvent = { type: 'RunPaused', data: { runId, at: at(1), resumesAt: at(60) } };

  it.each<[string, readonly RunEvent[]]>([
    ['planned', [started, assigned()]],
    ['capturing', [started, assigned(), planned]],
    ['throttled', [started, planned, throttled()]],
    ['waiting for its window', [started, paused]],
  ])('ends while it is %s', (_, history) => {
    given(run, ...history)
      .when(cancel)
      .then(cancelled);
  });

  it('is over, whatever workers say afterwards, and whoever cancels it again', () => {
    for (const late of [...later, pause, cancel]) given(run, started, assigned(), planned, throttled(), cancelled).when(late).thenNothing();
    expect(given(run, started, assigned(), planned, throttled(), cancelled).state).toMatchObject({
      ...{ status: 'ended', end: 'cancelled', isPlanned: true, assignment: null, waitsFor: null, resumesAt: null },
    });
  });

  it('cannot have ended otherwise before, nor be unknown', () => {
    given(run, started, planned, completed).when(cancel).thenRefused('RUN_HAS_ENDED');
    given(run).when(cancel).thenRefused('RUN_NOT_FOUND');
  });
});

describe('the end of a run', () => {
  const incomplete = (more: object): RunEvent => ({
    type: 'RunEndedIncomplete',
    data: { runId, planId, captured: 2, unchanged: 1, failed: 0, missing: [], endedAt: at(5), ...more },
  });
  const missing = [{ repository: 'acme/api', reason: 'lfs: not captured' }];

  it('is complete when nothing is missing', () => {
    given(run, started, planned).when(end()).then(completed);
  });

  it('is never complete while a repository failed', () => {
    given(run, started, planned)
      .when(end({ failed: 1 }))
      .then(incomplete({ failed: 1 }));
  });

  it('is never complete while anything of a captured repository is missing', () => {
    given(run, started, planned).when(end({ missing })).then(incomplete({ missing }));
  });

  it('comes after planning', () => {
    given(run, started, assigned()).when(end()).thenNothing();
  });

  it('is seen in the state, which waits for nothing any more', () => {
    expect(given(run, started, assigned(), planned, throttled(), completed).state).toEqual({
      ...{ status: 'ended', end: 'completed', planId, order, isPlanned: true, assignment: null, attempts: 1, stalls: 0 },
      ...{ waitsFor: null, resumesAt: null },
    });
  });
});
