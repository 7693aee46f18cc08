import { describe, expect, it } from '@jest/globals';
import { readModelsShowing, type Stored } from '@holdfast/http/testing';
import { restoreStream } from '../../contracts/restore.events.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { workerStream } from '../../contracts/worker.events.ts';
import { at, organizationId, runId, started, taskPlan } from '../../testing/one-run.ts';
import { isBeyondLimits, openWork, ownWork, taskQueues } from '../open-work/open-work.ts';
import { BIG_BYTES, openWorkProjection } from './open-work.projection.ts';

const inRun = (type: string, data: object = {}, id = runId): Stored => [runStream(id), { type, data: { runId: id, ...data } }];
const inTask = (type: string, data: object = {}, taskId = 'task1'): Stored => [
  taskStream(taskId),
  { type, data: { taskId, runId, ...data } },
];
const inRestore = (type: string, data: object = {}): Stored => [
  restoreStream('restore1'),
  { type, data: { restoreId: 'restore1', ...data } },
];
const begun: Stored = [runStream(runId), started];
const otherBegun: Stored = [runStream('run2'), { ...started, data: { ...started.data, runId: 'run2' } }];
const planned = (taskId = 'task1', more: object = {}): Stored => [
  taskStream(taskId),
  { type: 'TaskPlanned', data: { ...taskPlan, taskId, ...more } },
];
const to = (workerId: string, until = 10) => ({ workerId, attempt: 1, until: at(until) });
const seen = (workerId: string, until: number): Stored => [
  workerStream(workerId),
  { type: 'WorkerSeen', data: { workerId, until: at(until) } },
];

const shown = (events: readonly Stored[]) => readModelsShowing([openWorkProjection], ...events).database;
/** What a worker may take on, by kind. */
const workOf = (workerId: string, events: readonly Stored[], minutes = 0) => {
  const database = shown(events);
  const looking = { workerId, now: at(minutes) };
  return [
    ...ownWork(database, workerId),
    ...openWork(database, 'planning', looking, 10),
    ...openWork(database, 'restore', looking, 10),
    ...taskQueues(database, looking).flatMap(({ open }) => open),
  ];
};
const idsFor = (...args: Parameters<typeof workOf>) => workOf(...args).map(({ id }) => id);

describe('the open work', () => {
  it('is runs to plan, restores and tasks', () => {
    const free = { size: 0, workerId: null };
    expect(workOf('one', [begun, planned('task1'), inRestore('RestoreRequested'), planned('task2', { size: 42 })])).toEqual([
      { kind: 'planning', id: runId, runId, ...free },
      { kind: 'restore', id: 'restore1', runId: null, ...free },
      { kind: 'task', id: 'task1', runId, ...free },
      { kind: 'task', id: 'task2', runId, ...free, size: 42 },
    ]);
  });

  it('is handed out only as much as a worker asks for', () => {
    const runs = ['run1', 'run2', 'run3'].map((id): Stored => [runStream(id), { ...started, data: { ...started.data, runId: id } }]);
    expect(openWork(shown(runs), 'planning', { workerId: 'one', now: at(0) }, 2).map(({ id }) => id)).toEqual(['run1', 'run2']);
  });

  it.each<[string, Stored, (type: 'Assigned' | 'HandedBack', data: object) => Stored]>([
    ['planning', begun, (type, data) => inRun(`RunPlanning${type}`, data)],
    ['task', planned(), (type, data) => inTask(`Task${type}`, data)],
    ['restore', inRestore('RestoreRequested'), (type, data) => inRestore(`Restore${type}`, data)],
  ])('that somebody has is for nobody else while that worker is there: %s', (kind, open, report) => {
    const before = kind === 'task' ? [begun, inRun('RunPlanned', { tasks: 1, leftOut: 0 })] : [];
    const taken = [...before, open, report('Assigned', to('one'))];
    expect(workOf('one', taken, 60)).toMatchObject([{ kind, workerId: 'one' }]);
    expect(idsFor('two', taken, 9)).toEqual([]);
    expect(workOf('two', taken, 10)).toMatchObject([{ kind, workerId: 'one' }]);
    expect(idsFor('two', [...taken, seen('one', 5), seen('three', 99)], 10)).toHaveLength(1);
    expect(idsFor('two', [...taken, seen('one', 20)], 19)).toEqual([]);
    expect(idsFor('two', [...taken, seen('one', 20)], 20)).toHaveLength(1);
    expect(workOf('two', [...taken, report('HandedBack', { workerId: 'one' })])).toMatchObject([{ kind, workerId: null }]);
  });

  it('lasted longer while its worker said for it alone that it was still at it', () => {
    const before = [begun, inRun('RunPlanned', { tasks: 1, leftOut: 0 }), planned(), inTask('TaskAssigned', to('one'))];
    const extended = [...before, inTask('TaskAssignmentExtended', to('one', 20))];
    expect(idsFor('two', extended, 19)).toEqual([]);
    expect(idsFor('two', extended, 20)).toEqual(['task1']);
  });

  it.each<[string, Stored, Stored]>([
    ['a run that is planned', begun, inRun('RunPlanned', { tasks: 0, leftOut: 0 })],
    ['a captured task', planned(), inTask('TaskCaptured')],
    ['an unchanged task', planned(), inTask('TaskFoundUnchanged')],
    ['a failed task', planned(), inTask('TaskFailed')],
    ['a completed restore', inRestore('RestoreRequested'), inRestore('RestoreCompleted')],
    ['a failed restore', inRestore('RestoreRequested'), inRestore('RestoreFailed')],
  ])('is done with %s', (_, open, end) => {
    const rest = open === begun ? [] : [runId];
    expect(idsFor('one', [begun, open, end])).toEqual(rest);
  });

  it.each(['RunCompleted', 'RunEndedIncomplete', 'RunCancelled'])('is all done with the end of its run: %s', (end) => {
    const elsewhere = planned('task9', { runId: 'run2' });
    const ended = [begun, otherBegun, planned('task1'), planned('task2'), elsewhere, inRun(end)];
    expect(idsFor('one', ended)).toEqual(['run2', 'task9']);
    expect(idsFor('one', [...ended, planned('task3')])).toEqual(['run2', 'task9']);
  });
});

describe('the open work of a run that waits', () => {
  const waits = (type: string) => inRun(type, { at: at(1), resumesAt: at(60), accounts: [] });

  it.each(['RunPaused', 'RunThrottled'])('is taken on by nobody until it goes on: %s', (type) => {
    const waiting = [begun, planned('task1'), waits(type), planned('task2')];
    expect(idsFor('one', waiting, 59)).toEqual([]);
    expect(idsFor('one', waiting, 60)).toEqual([runId, 'task1', 'task2']);
    expect(idsFor('one', [...waiting, inRun('RunResumed')], 2)).toEqual([runId, 'task1', 'task2']);
  });

  it('is taken on by its worker after a restart, and by others when that is gone: somebody must be there when it goes on', () => {
    const waiting = [begun, planned('task1'), planned('task2'), inTask('TaskAssigned', to('one')), waits('RunThrottled')];
    expect(idsFor('one', waiting, 2)).toEqual(['task1']);
    expect(idsFor('two', waiting, 2)).toEqual([]);
    expect(idsFor('two', waiting, 10)).toEqual(['task1']);
  });

  it('does not keep that of other runs waiting', () => {
    const events = [begun, otherBegun, planned('task1'), planned('task9', { runId: 'run2' }), inRestore('RestoreRequested')];
    expect(idsFor('one', [...events, waits('RunPaused')], 2)).toEqual(['run2', 'restore1', 'task9']);
  });
});

describe('the tasks of a run', () => {
  const three = [begun, planned('task1'), planned('task2'), planned('task3')];

  it('tell how many of them others have in hand who are there', () => {
    const taken = ['task1', 'task2', 'task3'].map((id, index) => inTask('TaskAssigned', to(['one', 'two', 'three'][index]!), id));
    const queue = (minutes: number) => taskQueues(shown([...three, ...taken, seen('two', 30)]), { workerId: 'one', now: at(minutes) })[0];
    expect(queue(1)).toMatchObject({ runId, organizationId, waits: false, takenByOthers: 2, open: [] });
    expect(queue(20)).toMatchObject({ takenByOthers: 1, open: [{ id: 'task3', workerId: 'three' }] });
  });

  it('are shown with the big ones behind, however many come before those', () => {
    const small = Array.from({ length: 100 }, (_, index) => planned(`small${index}`, { size: 5 }));
    const [queue] = taskQueues(shown([begun, planned('huge', { size: BIG_BYTES }), ...small]), { workerId: 'one', now: at(0) });
    expect(queue?.open.map(({ id }) => id)).toEqual([...small.slice(0, 64).map((_, index) => `small${index}`), 'huge']);
  });
});

describe('a task that was taken on by several at once', () => {
  const limits = (organization: number | null, all: number | null = null) => ({ organization, all });
  const taken = (...ids: string[]) => ids.map((id, index) => inTask('TaskAssigned', to(`worker${index}`), id));
  const two = [begun, otherBegun, planned('task1'), planned('task2')];
  const isBeyond = (taskId: string, events: readonly Stored[], of: ReturnType<typeof limits>, minutes = 1) =>
    isBeyondLimits(shown(events), taskId, { workerId: 'worker1', now: at(minutes) }, of);

  it('is too much for whoever came after a limit was reached, and not for those before', () => {
    const both = [...two, ...taken('task1', 'task2')];
    expect([isBeyond('task1', both, limits(1)), isBeyond('task2', both, limits(1))]).toEqual([false, true]);
    expect([isBeyond('task1', both, limits(null, 1)), isBeyond('task2', both, limits(null, 1))]).toEqual([false, true]);
    expect([isBeyond('task2', both, limits(2, 2)), isBeyond('task2', both, limits(null))]).toEqual([false, false]);
  });

  it('is counted for its own organization', () => {
    const elsewhere: Stored = [runStream('run3'), { ...started, data: { ...started.data, runId: 'run3', organizationId: 'other' } }];
    const both = [...two, elsewhere, planned('task3', { runId: 'run3' }), ...taken('task1', 'task3')];
    expect([isBeyond('task3', both, limits(1)), isBeyond('task3', both, limits(1, 1))]).toEqual([false, true]);
  });

  it('does not compete with what waits for quota, or was left behind', () => {
    const other = [...two, planned('task3', { runId: 'run2' }), ...taken('task1', 'task3')];
    expect(isBeyond('task3', [...other, inRun('RunThrottled', { resumesAt: at(60) })], limits(1))).toBe(false);
    expect(isBeyond('task3', [...other, seen('worker1', 60)], limits(1), 30)).toBe(false);
  });
});
