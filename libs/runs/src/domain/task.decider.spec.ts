import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { TaskCredentialSwitched, TaskEvent } from '../contracts/task.events.ts';
import { at, minute, runId, t0, taskId, taskPlan, web } from '../testing/one-run.ts';
import { task, type TaskCommand } from './task.decider.ts';

const planned: TaskEvent = { type: 'TaskPlanned', data: taskPlan };
const assigned = (workerId = 'one', attempt = 1, until = 10): TaskEvent => ({
  type: 'TaskAssigned',
  data: { taskId, runId, workerId, attempt, until: at(until) },
});
const extended = (until: number): TaskEvent => ({
  type: 'TaskAssignmentExtended',
  data: { taskId, runId, workerId: 'one', until: at(until) },
});
const handedBack: TaskEvent = { type: 'TaskHandedBack', data: { taskId, runId, workerId: 'one' } };
const moved = {
  bucket: 'api',
  from: { accountId: 'a-ann', credentialId: 'c-ann', label: 'primary' },
  to: { accountId: 'a-bob', credentialId: 'c-bob', label: 'second' },
  reason: 'RATE_LIMITED',
  fromLeaseId: 'l1',
  lease: { leaseId: 'l2', requests: 30, expiresAt: at(5) },
} as const;
const switched: TaskCredentialSwitched = { type: 'TaskCredentialSwitched', data: { taskId, runId, ...moved } };
const captured: TaskEvent = {
  type: 'TaskCaptured',
  data: { taskId, runId, repository: web, snapshotId: 's1', bytes: 42, notCaptured: [{ what: 'lfs', why: 'off' }], endedAt: at(3) },
};
const unchanged: TaskEvent = { type: 'TaskFoundUnchanged', data: { taskId, runId, repository: web, snapshotId: 's0', endedAt: at(3) } };
const failed: TaskEvent = {
  type: 'TaskFailed',
  data: { taskId, runId, repository: web, code: 'GONE', reason: 'it is gone', endedAt: at(3) },
};

const command = <T extends TaskCommand['type']>(type: T, minutes: number, more: object = {}) =>
  ({ type, taskId, now: t0 + minutes * minute, ...more }) as Extract<TaskCommand, { type: T }>;
const assign = (workerId: string, minutes: number) =>
  command('AssignTask', minutes, { workerId, until: t0 + (minutes + 10) * minute, from: { workerId: 'one', seenUntil: 0 } });
const handBack = (workerId: string) => command('HandBackTask', 1, { workerId });
const switchTo = command('SwitchTaskCredential', 1, moved);
const capture = command('RecordCapture', 3, { snapshotId: 's1', bytes: 42, notCaptured: [{ what: 'lfs', why: 'off' }] });
const findUnchanged = command('RecordUnchanged', 3, { snapshotId: 's0' });
const fail = command('RecordFailure', 3, { code: 'GONE', reason: 'it is gone' });

const later: readonly TaskCommand[] = [assign('one', 1), handBack('one'), switchTo, capture, findUnchanged, fail];

describe('a task', () => {
  const plan = command('PlanTask', 0, { plan: taskPlan });

  it('is one repository in a run', () => {
    given(task).when(plan).then(planned);
  });

  it('is planned once: a listing that is done again makes no second one', () => {
    given(task, planned).when(plan).thenNothing();
    given(task, planned, captured).when(plan).thenNothing();
  });

  it.each(later)('does nothing before it is planned: $type', (early) => {
    given(task).when(early).thenRefused('TASK_NOT_FOUND');
  });

  describe.each([captured, unchanged, failed])('that has ended with $type', (outcome) => {
    it.each(later)('stays as it ended: $type', (late) => {
      given(task, planned, assigned(), outcome).when(late).thenNothing();
    });
  });
});

describe('the assignment of a task', () => {
  it('is one worker’s, and nobody else’s until its time has passed', () => {
    given(task, planned).when(assign('one', 0)).then(assigned());
    given(task, planned, assigned()).when(assign('two', 9)).thenNothing();
    given(task, planned, assigned())
      .when(assign('two', 10))
      .then(assigned('two', 2, 20));
  });

  it('lasted longer when its worker said for it alone that it was still at it', () => {
    given(task, planned, assigned(), extended(15)).when(assign('two', 14)).thenNothing();
    given(task, planned, assigned(), extended(15))
      .when(assign('two', 15))
      .then(assigned('two', 2, 25));
  });

  it('is handed back by its worker alone, and counts as an attempt', () => {
    given(task, planned, assigned()).when(handBack('one')).then(handedBack);
    given(task, planned, assigned()).when(handBack('two')).thenNothing();
    given(task, planned, assigned(), handedBack).when(handBack('one')).thenNothing();
    given(task, planned, assigned(), handedBack)
      .when(assign('two', 1))
      .then(assigned('two', 2, 11));
  });

  it('is over for good when the task stops getting on for the third time', () => {
    const stalled = command('HandBackTask', 1, { workerId: 'one', stalledSeconds: 90 });
    const stalledBack: TaskEvent = { type: 'TaskHandedBack', data: { taskId, runId, workerId: 'one', because: 'NO_PROGRESS' } };
    const reason = 'Nothing came of it for 90 seconds, 3 times.';
    const once = [planned, assigned(), stalledBack, assigned(), handedBack, assigned()];
    given(task, planned, assigned()).when(stalled).then(stalledBack);
    given(task, ...once)
      .when(stalled)
      .then(stalledBack);
    given(task, ...once, stalledBack, assigned())
      .when(stalled)
      .then({ type: 'TaskFailed', data: { taskId, runId, repository: web, code: 'NO_PROGRESS', reason, endedAt: at(1) } });
  });

  it('is nobody’s any more when the task has ended', () => {
    expect(given(task, planned, assigned(), captured).state).toMatchObject({ status: 'ended', assignment: null, attempts: 1 });
  });
});

describe('the progress of a task', () => {
  const checkpoint = { digest: 'abc', bytes: 42 };
  const record = (workerId: string) => command('RecordProgress', 2, { workerId, checkpoint });
  const progressed: TaskEvent = { type: 'TaskProgressed', data: { taskId, runId, checkpoint, at: at(2) } };

  it('is kept for whoever goes on with it', () => {
    given(task, planned, assigned()).when(record('one')).then(progressed);
    expect(given(task, planned, assigned(), progressed, handedBack).state).toMatchObject({ checkpoint });
  });

  it('is told once', () => {
    given(task, planned, assigned(), progressed).when(record('one')).thenNothing();
  });

  it('does not come from a worker that lost the task: somebody else is further', () => {
    given(task, planned, assigned('two')).when(record('one')).thenNothing();
  });
});

describe('a task whose account can do no more', () => {
  it('goes on with another account', () => {
    given(task, planned, assigned()).when(switchTo).then(switched);
  });

  it('moves each lease once, whoever finds out first', () => {
    given(task, planned, assigned(), switched)
      .when({ ...switchTo, lease: { ...moved.lease, leaseId: 'l3' } })
      .thenNothing();
  });

  it('moves the next lease as well', () => {
    const next = { ...moved, fromLeaseId: 'l2', lease: { ...moved.lease, leaseId: 'l3' } };
    given(task, planned, assigned(), switched)
      .when(command('SwitchTaskCredential', 2, next))
      .then({ type: 'TaskCredentialSwitched', data: { taskId, runId, ...next } });
  });
});

describe('the outcome of a task', () => {
  it('is what was captured, with what was not, and why', () => {
    given(task, planned, assigned()).when(capture).then(captured);
  });

  it('is that nothing is new since a snapshot', () => {
    given(task, planned, assigned()).when(findUnchanged).then(unchanged);
  });

  it('is that it failed, and why', () => {
    given(task, planned, assigned()).when(fail).then(failed);
  });

  it('says what it cost, if the worker counted that', () => {
    const requests = [{ credentialId: 'c-ann', accountId: 'a-ann', bucket: 'api', count: 3 }];
    for (const [told, outcome] of [
      [capture, captured],
      [findUnchanged, unchanged],
      [fail, failed],
    ] as const)
      given(task, planned, assigned())
        .when({ ...told, requests })
        .then({ ...outcome, data: { ...outcome.data, requests } } as TaskEvent);
  });

  it('says whether the snapshot has all that was promised', () => {
    const whole = { ...captured, data: { ...captured.data, notCaptured: [] } } as TaskEvent;
    const isWhole = [whole, unchanged, captured, failed].map((outcome) => given(task, planned, outcome).state);
    expect(isWhole).toMatchObject([{ isWhole: true }, { isWhole: true }, { isWhole: false }, { isWhole: false }]);
  });

  it('counts also from a worker that lost the task: the work is done', () => {
    given(task, planned, assigned(), assigned('two', 2, 20))
      .when(capture)
      .then(captured);
  });
});
