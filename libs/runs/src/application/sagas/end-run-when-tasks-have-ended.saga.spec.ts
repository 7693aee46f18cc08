import { describe, expect, it } from '@jest/globals';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { runStream, type RunEvent, type RunPlanned } from '../../contracts/run.events.ts';
import { taskStream, type RepositoryReference, type TaskEvent } from '../../contracts/task.events.ts';
import { api, at, runId, started, taskPlan, web } from '../../testing/one-run.ts';
import { endRunWhenTasksHaveEnded } from './end-run-when-tasks-have-ended.saga.ts';

const planned = (tasks: number): RunPlanned => ({ type: 'RunPlanned', data: { runId, tasks, leftOut: 0, plannedAt: at(1) } });
const ended = (repository: RepositoryReference) => ({ taskId: `task-${repository.slug}`, runId, repository, endedAt: at(2) });
const captured = (repository = web, notCaptured: { what: string; why: string }[] = []): TaskEvent => ({
  type: 'TaskCaptured',
  data: { ...ended(repository), snapshotId: 's1', bytes: 1, notCaptured },
});
const unchanged = (repository = web): TaskEvent => ({ type: 'TaskFoundUnchanged', data: { ...ended(repository), snapshotId: 's0' } });
const failed = (repository = web, reason = 'it is gone'): TaskEvent => ({
  type: 'TaskFailed',
  data: { ...ended(repository), code: 'GONE', reason },
});

const inOrder = (...events: readonly (RunEvent | TaskEvent)[]) =>
  events.map((event, index) =>
    recorded(event, index, 'taskId' in event.data ? taskStream(event.data.taskId) : runStream(event.data.runId)),
  );
const after = (...events: readonly (RunEvent | TaskEvent)[]) => afterEvents(endRunWhenTasksHaveEnded, ...inOrder(...events));
const endRun = (tally: object) => ({ type: 'EndRun', data: { runId, captured: 0, unchanged: 0, failed: 0, missing: [], ...tally } });

describe('a run ends when its tasks have ended', () => {
  it('with the last of them', () => {
    after(started, planned(2), captured(web)).thenNothing();
    after(started, planned(2), captured(web), unchanged(api)).then(endRun({ captured: 1, unchanged: 1 }));
  });

  it('also when the last of them ended before all were planned', () => {
    after(started, captured(web), captured(api)).thenNothing();
    after(started, captured(web), captured(api), planned(2)).then(endRun({ captured: 2 }));
  });

  it('at once when there are none', () => {
    after(started, planned(0)).then(endRun({}));
  });

  it('each for itself', () => {
    const elsewhere: TaskEvent = {
      type: 'TaskCaptured',
      data: { ...ended(api), runId: 'run2', snapshotId: 's2', bytes: 1, notCaptured: [] },
    };
    after(started, planned(2), captured(web), elsewhere).thenNothing();
  });

  it('and tells what failed', () => {
    const missing = [{ repository: 'acme/web', reason: 'it is gone' }];
    after(started, planned(2), failed(web), captured(api)).then(endRun({ captured: 1, failed: 1, missing }));
  });

  it('and tells what is missing from what was captured', () => {
    const lacking = [
      { what: 'lfs', why: 'this version cannot' },
      { what: 'pullrequests', why: '403' },
    ];
    const missing = [
      { repository: 'acme/web', reason: 'lfs: this version cannot' },
      { repository: 'acme/web', reason: 'pullrequests: 403' },
    ];
    after(started, planned(1), captured(web, lacking)).then(endRun({ captured: 1, missing }));
  });

  it('and names twenty missing ones, but counts them all', () => {
    const failures = Array.from({ length: 30 }, (_, index) => failed({ ...web, fullName: `acme/${index}` }));
    const missing = Array.from({ length: 20 }, (_, index) => ({ repository: `acme/${index}`, reason: 'it is gone' }));
    after(planned(30), ...failures).then(endRun({ failed: 30, missing }));
  });

  it('and gives the beginning of a long reason', () => {
    const missing = [{ repository: 'acme/web', reason: `${'😀'.repeat(119)}…` }];
    after(planned(1), failed(web, '😀'.repeat(121))).then(endRun({ failed: 1, missing }));
  });

  it('and goes on from what it remembered when it named a hundred', () => {
    const before = Array.from({ length: 100 }, (_, index) => ({ repository: `acme/${index}`, reason: 'long ago '.repeat(100) }));
    const [event] = inOrder(failed(api));
    if (!event) throw new Error('nothing has failed');
    const { state } = endRunWhenTasksHaveEnded.react({ planned: 300, captured: 0, unchanged: 0, failed: 100, missing: before }, event);
    expect(state).toMatchObject({ planned: 300, failed: 101, missing: { length: 20 } });
    expect(JSON.stringify(state).length).toBeLessThan(4_000);
  });

  it('not because of anything else that happens to it', () => {
    const others: readonly (RunEvent | TaskEvent)[] = [
      started,
      { type: 'RunPlanningAssigned', data: { runId, workerId: 'one', attempt: 1, until: at(5) } },
      { type: 'RunThrottled', data: { runId, at: at(1), resumesAt: at(5), accounts: [] } },
      { type: 'RunResumed', data: { runId, at: at(5) } },
      { type: 'TaskPlanned', data: taskPlan },
      { type: 'TaskHandedBack', data: { taskId: 't', runId, workerId: 'one' } },
      { type: 'RunCompleted', data: { runId, planId: 'p', captured: 0, unchanged: 0, endedAt: at(9) } },
    ];
    expect(inOrder(...others).map(endRunWhenTasksHaveEnded.instanceOf)).toEqual(others.map(() => null));
  });
});
