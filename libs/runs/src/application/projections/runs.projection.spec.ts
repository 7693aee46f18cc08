import { describe, expect, it } from '@jest/globals';
import { readModelsShowing, storedAt, type Stored } from '@holdfast/http/testing';
import { organizationStream } from '@holdfast/organizations/contracts';
import { accountStream } from '../../contracts/account.stream.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { api, at, organizationId, planId, runId, started, taskPlan, web } from '../../testing/one-run.ts';
import { GetRunHandler, ListDecisionsHandler, ListRunsHandler, ListTasksHandler } from '../queries/run.handlers.ts';
import { GetRun, ListDecisions, ListRuns, ListTasks } from '../queries/runs.query.ts';
import { runsProjection } from './runs.projection.ts';

const page = { limit: 50 };
const after = (...events: readonly Stored[]) => {
  const readModels = readModelsShowing([runsProjection], ...events);
  return {
    run: () => new GetRunHandler(readModels).execute(new GetRun(runId)),
    runs: (filter: ListRuns['filter'], limit = 50, cursor = '') =>
      new ListRunsHandler(readModels).execute(new ListRuns(filter, cursor === '' ? { limit } : { limit, cursor })),
    tasks: async () => (await new ListTasksHandler(readModels).execute(new ListTasks(runId, page))).items,
    decisions: async () => (await new ListDecisionsHandler(readModels).execute(new ListDecisions(runId, page))).items,
  };
};

const inRun = (type: string, data: object = {}): Stored => [runStream(runId), { type, data: { runId, planId, ...data } }];
const inTask = (type: string, data: object = {}, taskId = 'task1'): Stored => [
  taskStream(taskId),
  { type, data: { taskId, runId, ...data } },
];
const begun: Stored = [runStream(runId), started];
const beingPlanned = inRun('RunPlanningAssigned', { workerId: 'one', attempt: 1, until: at(10) });
const planned = (taskId: string, repository = web): Stored => [
  taskStream(taskId),
  { type: 'TaskPlanned', data: { ...taskPlan, taskId, repository } },
];
const assigned = (attempt = 1, taskId = 'task1') => inTask('TaskAssigned', { workerId: 'one', attempt, until: at(10) }, taskId);
const captured = inTask('TaskCaptured', { repository: web, snapshotId: 's1', bytes: 42, notCaptured: [], endedAt: at(9) });
const unchanged = inTask('TaskFoundUnchanged', { repository: web, snapshotId: 's0', endedAt: at(9) });
const failed = inTask('TaskFailed', { repository: web, code: 'GONE', reason: 'it is gone', endedAt: at(9) });
const accounts = [
  { accountId: 'a-ann', bucket: 'api', until: at(60) },
  { accountId: 'a-bob', bucket: 'api', until: at(70) },
];
const throttled = inRun('RunThrottled', { at: at(5), resumesAt: at(60), accounts });

const paused = inRun('RunPaused', { at: at(5), resumesAt: at(90) });

describe('a run, as it is seen', () => {
  it('is queued when it starts', async () => {
    expect(await after(begun).run()).toEqual({
      ...{ id: runId, planId, organizationId, status: 'queued', startedAt: at(0), endedAt: null, waitsFor: null, resumesAt: null },
      ...{ retryOf: null, tasks: { planned: null, captured: 0, unchanged: 0, failed: 0, running: 0, cancelled: 0 } },
      requests: { total: 0, byCredential: [] },
      ...{ credentialSwitches: [], throttledPeriods: [], missing: [], bytes: 0 },
    });
  });

  it.each<[string, readonly Stored[], object]>([
    ['running', [beingPlanned], { resumesAt: null, endedAt: null }],
    ['throttled', [beingPlanned, throttled], { waitsFor: 'quota', resumesAt: at(60), endedAt: null }],
    ['throttled', [beingPlanned, paused], { waitsFor: 'window', resumesAt: at(90), endedAt: null }],
    ['running', [beingPlanned, throttled, inRun('RunResumed', { at: at(61) })], { waitsFor: null, resumesAt: null, endedAt: null }],
    ['completed', [paused, inRun('RunCompleted', { captured: 1, unchanged: 0, endedAt: at(99) })], { waitsFor: null, resumesAt: null }],
    ['completed', [throttled, inRun('RunCompleted', { captured: 1, unchanged: 0, endedAt: at(70) })], { resumesAt: null, endedAt: at(70) }],
    ['incomplete', [throttled, inRun('RunEndedIncomplete', { missing: [], endedAt: at(70) })], { resumesAt: null, endedAt: at(70) }],
  ])('is %s after what it went through', async (status, events, more) => {
    expect(await after(begun, ...events).run()).toMatchObject({ status, ...more });
  });

  it('counts its tasks: planned, at work, and ended each way', async () => {
    const tasks = async (...events: readonly Stored[]) =>
      (await after(begun, planned('task1'), planned('task2', api), ...events).run()).tasks;
    const none = { planned: null, captured: 0, unchanged: 0, failed: 0, running: 0, cancelled: 0 };
    expect(await tasks()).toEqual(none);
    expect(await tasks(inRun('RunPlanned', { tasks: 2, leftOut: 0 }))).toEqual({ ...none, planned: 2 });
    expect(await tasks(assigned(), assigned(1, 'task2'))).toEqual({ ...none, running: 2 });
    expect(await tasks(assigned(), inTask('TaskHandedBack', { workerId: 'one' }))).toEqual(none);
    expect(await tasks(assigned(), captured)).toEqual({ ...none, captured: 1 });
    expect(await tasks(assigned(), unchanged)).toEqual({ ...none, unchanged: 1 });
    expect(await tasks(assigned(), failed)).toEqual({ ...none, failed: 1 });
  });

  it('says how many bytes are new in the vault, and what is missing', async () => {
    const missing = [{ repository: 'acme/api', reason: 'it is gone' }];
    const second = inTask('TaskCaptured', { repository: api, snapshotId: 's2', bytes: 8, notCaptured: [], endedAt: at(9) }, 'task2');
    const ended = inRun('RunEndedIncomplete', { captured: 2, unchanged: 0, failed: 1, missing, endedAt: at(9) });
    expect(await after(begun, planned('task1'), planned('task2'), captured, second, ended).run()).toMatchObject({ bytes: 50, missing });
  });

  it('lists for each account until when it was to be left alone', async () => {
    expect((await after(begun, throttled).run()).throttledPeriods).toEqual([
      { accountId: 'a-ann', bucket: 'api', from: at(5), until: at(60) },
      { accountId: 'a-bob', bucket: 'api', from: at(5), until: at(70) },
    ]);
  });

  it('is not there before it starts', async () => {
    const { run, tasks, decisions } = after();
    for (const query of [run, tasks, decisions]) await expect(query()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});

const spender = { accountId: 'a-ann', bucket: 'api', organizationId, runId, taskId: 'task1', credentialId: 'c-ann' };
const settled = (leaseId: string, spent: number, more: object = {}): Stored => [
  accountStream('a-ann'),
  { type: 'QuotaLeaseSettled', data: { ...spender, leaseId, spent, settledAt: at(4), ...more } },
];

describe('the requests of a run', () => {
  const account = (id: string) => ({ id: `a-${id}`, name: id });
  const facts = (id: string, label: string) => ({ credentialId: `c-${id}`, label, account: account(id) });
  const connected: Stored = [
    organizationStream(organizationId),
    { type: 'OrganizationConnected', data: { organizationId, primary: facts('ann', 'primary') } },
  ];
  const added: Stored = [
    organizationStream(organizationId),
    { type: 'AdditionalCredentialAdded', data: { organizationId, ...facts('bob', 'second') } },
  ];
  const bob = { accountId: 'a-bob', credentialId: 'c-bob' };

  it('are counted by credential and bucket', async () => {
    const { run } = after(
      ...[connected, added, begun, settled('l1', 12), settled('l2', 30), settled('l3', 7, bob), settled('l4', 4, { bucket: 'git' })],
    );
    expect((await run()).requests).toEqual({
      total: 53,
      byCredential: [
        { credentialId: 'c-ann', label: 'primary', account: 'a-ann', bucket: 'api', count: 42 },
        { credentialId: 'c-ann', label: 'primary', account: 'a-ann', bucket: 'git', count: 4 },
        { credentialId: 'c-bob', label: 'second', account: 'a-bob', bucket: 'api', count: 7 },
      ],
    });
  });

  it('are those of its planning as well, and of no other run', async () => {
    const { run } = after(
      connected,
      begun,
      settled('l1', 3, { taskId: runId }),
      settled('l2', 9, { runId: 'run2' }),
      settled('l3', 0, bob),
    );
    expect((await run()).requests).toEqual({
      total: 3,
      byCredential: [{ credentialId: 'c-ann', label: 'primary', account: 'a-ann', bucket: 'api', count: 3 }],
    });
  });

  it('keep the label of a credential that was removed', async () => {
    const removed: Stored = [
      organizationStream(organizationId),
      { type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId: 'c-bob', label: 'second' } },
    ];
    const { run } = after(connected, added, begun, settled('l1', 7, bob), removed);
    expect((await run()).requests.byCredential).toMatchObject([{ label: 'second', count: 7 }]);
  });

  it('are told also of a credential that nobody can name', async () => {
    const { run } = after(begun, settled('l1', 7));
    expect((await run()).requests.byCredential).toMatchObject([{ credentialId: 'c-ann', label: 'removed credential', count: 7 }]);
  });

  it('are shown with each task', async () => {
    const { tasks } = after(
      ...[
        begun,
        planned('task1'),
        planned('task2', api),
        settled('l1', 12),
        settled('l2', 7, bob),
        settled('l3', 5),
        settled('l4', 2, { bucket: 'git' }),
      ],
    );
    expect(await tasks()).toMatchObject([
      { id: 'task1', requests: 26, credentialsUsed: ['c-ann', 'c-bob'] },
      { id: 'task2', requests: 0, credentialsUsed: [] },
    ]);
  });

  it('are shown with each task as it told them at its end, whoever shared the leases', async () => {
    const paid = [
      { credentialId: 'c-bob', accountId: 'a-bob', bucket: 'api', count: 4 },
      { credentialId: 'c-ann', accountId: 'a-ann', bucket: 'api', count: 3 },
      { credentialId: 'c-ann', accountId: 'a-ann', bucket: 'git', count: 2 },
    ];
    const end = (type: string, taskId: string, requests: object) =>
      inTask(type, { repository: web, snapshotId: 's1', bytes: 42, notCaptured: [], endedAt: at(9), requests }, taskId);
    const { tasks, run } = after(
      ...[begun, ...['task1', 'task2', 'task3'].map((id) => planned(id)), settled('l1', 30), settled('l2', 9, bob)],
      ...[end('TaskCaptured', 'task1', paid), end('TaskFoundUnchanged', 'task2', paid.slice(1, 2)), end('TaskFailed', 'task3', [])],
    );
    expect(await tasks()).toMatchObject([
      { id: 'task1', requests: 9, credentialsUsed: ['c-bob', 'c-ann'] },
      { id: 'task2', requests: 3, credentialsUsed: ['c-ann'] },
      { id: 'task3', requests: 0, credentialsUsed: [] },
    ]);
    expect((await run()).requests.total).toBe(39);
  });

  it('went to their account for a reason that can be read', async () => {
    const choice = { rule: 'most-left v1', candidates: [{ accountId: 'a-ann', credentialId: 'c-ann', available: 90 }] };
    const grant: Stored = [
      accountStream('a-ann'),
      { type: 'QuotaLeaseGranted', data: { ...spender, leaseId: 'l1', requests: 30, grantedAt: at(3), expiresAt: at(8), choice } },
    ];
    const [account, credential] = [
      { accountId: 'a-ann', account: 'ann' },
      { credentialId: 'c-ann', label: 'primary' },
    ];
    expect(await after(connected, begun, grant).decisions()).toEqual([
      {
        ...{ id: 'l1', runId, taskId: 'task1', at: at(3), ...account, ...credential, bucket: 'api', requests: 30 },
        ...{ rule: 'most-left v1', candidates: [{ ...account, ...credential, available: 90, limit: null, sees: null }] },
        sentence: "It went to 'primary', the only account that may be used, with 90 requests of api left.",
      },
    ]);
  });
});

describe('a run that was cancelled, as it is seen', () => {
  const cancelled = inRun('RunCancelled', { reason: null, endedAt: at(8) });
  const three = [begun, beingPlanned, planned('task1'), planned('task2', api), planned('task3', api), assigned(), assigned(1, 'task2')];
  const end = inTask('TaskCaptured', { repository: api, snapshotId: 's1', bytes: 42, notCaptured: [], endedAt: at(7) }, 'task2');

  it('is over, and so are the tasks that had not ended', async () => {
    const { run, tasks } = after(...three, end, throttled, cancelled);
    expect(await run()).toMatchObject({
      ...{ status: 'cancelled', endedAt: at(8), waitsFor: null, resumesAt: null },
      tasks: { captured: 1, running: 0, cancelled: 2 },
    });
    expect((await tasks()).map(({ status }) => status)).toEqual(['cancelled', 'captured', 'cancelled']);
  });

  it('is not shown at work by what workers said before they heard of it', async () => {
    const late = [assigned(1, 'task3'), inTask('TaskHandedBack', { workerId: 'one' }), planned('task4')];
    const { run, tasks } = after(...three, cancelled, ...late);
    expect((await tasks()).map(({ status }) => status)).toEqual(Array(4).fill('cancelled'));
    expect((await run()).tasks).toMatchObject({ running: 0, cancelled: 4 });
  });

  it('counts what was done all the same before the worker heard of it', async () => {
    const { run, tasks } = after(...three, cancelled, captured);
    expect((await tasks()).map(({ status }) => status)).toEqual(['captured', 'cancelled', 'cancelled']);
    expect((await run()).tasks).toMatchObject({ captured: 1, cancelled: 2 });
  });
});

describe('a task, as it is seen', () => {
  const plan = { id: 'task1', repository: 'acme/web', requests: 0, credentialsUsed: [] };
  const open = { snapshotId: null, reason: null, endedAt: null };

  it.each<[string, readonly Stored[], object]>([
    ['planned', [], { ...open, attempts: 0, startedAt: null }],
    ['running', [assigned()], { ...open, attempts: 1, startedAt: storedAt(2) }],
    ['planned', [assigned(), inTask('TaskHandedBack', { workerId: 'one' })], { ...open, attempts: 1, startedAt: storedAt(2) }],
    ['running', [assigned(), assigned(2)], { ...open, attempts: 2, startedAt: storedAt(2) }],
    ['captured', [assigned(), captured], { attempts: 1, startedAt: storedAt(2), snapshotId: 's1', reason: null, endedAt: at(9) }],
    ['unchanged', [assigned(), unchanged], { attempts: 1, startedAt: storedAt(2), snapshotId: 's0', reason: null, endedAt: at(9) }],
    ['failed', [assigned(), failed], { attempts: 1, startedAt: storedAt(2), snapshotId: null, reason: 'it is gone', endedAt: at(9) }],
  ])('is %s after what it went through', async (status, events, more) => {
    expect(await after(begun, planned('task1'), ...events).tasks()).toEqual([{ ...plan, status, ...more }]);
  });

  it('goes on with another account, which the run tells', async () => {
    const moved = {
      bucket: 'api',
      from: { accountId: 'a-ann', credentialId: 'c-ann', label: 'primary' },
      to: { accountId: 'a-bob', credentialId: 'c-bob', label: 'second' },
      reason: 'RATE_LIMITED',
    };
    const lease = { fromLeaseId: 'l1', lease: { leaseId: 'l2', requests: 30, expiresAt: at(8) } };
    const { run } = after(begun, planned('task1'), inTask('TaskCredentialSwitched', { ...moved, ...lease }));
    expect((await run()).credentialSwitches).toEqual([{ at: storedAt(2), taskId: 'task1', ...moved }]);
  });
});

describe('the list of runs', () => {
  const run = (id: string, plan: string, organization: string): Stored => [
    runStream(id),
    { ...started, data: { ...started.data, runId: id, planId: plan, organizationId: organization } },
  ];
  const three = [run('run1', 'p1', 'o1'), run('run2', 'p2', 'o1'), run('run3', 'p1', 'o2'), beingPlanned];
  const ids = async (filter: ListRuns['filter'], limit?: number, cursor?: string) => {
    const { items, nextCursor } = await after(...three).runs(filter, limit, cursor);
    return [...items.map(({ id }) => id), nextCursor];
  };

  it('says which of them does what another left undone', async () => {
    const retry: Stored = [runStream('run4'), { ...started, data: { ...started.data, runId: 'run4', retryOf: 'run1' } }];
    const { items } = await after(...three, retry).runs({});
    expect(items.map(({ retryOf }) => retryOf)).toEqual(['run1', null, null, null]);
  });

  it('begins with the newest, page by page', async () => {
    expect(await ids({}, 2)).toEqual(['run3', 'run2', Buffer.from('run2').toString('base64url')]);
    expect(await ids({}, 2, Buffer.from('run2').toString('base64url'))).toEqual(['run1', null]);
  });

  it('can be asked for those of a plan, an organization, or a status, and of all of them together', async () => {
    expect(await ids({ planId: 'p1' })).toEqual(['run3', 'run1', null]);
    expect(await ids({ organizationId: 'o1' })).toEqual(['run2', 'run1', null]);
    expect(await ids({ status: 'running' })).toEqual(['run1', null]);
    expect(await ids({ planId: 'p1', organizationId: 'o2', status: 'queued' })).toEqual(['run3', null]);
    expect(await ids({ planId: 'p2', organizationId: 'o2' })).toEqual([null]);
  });
});
