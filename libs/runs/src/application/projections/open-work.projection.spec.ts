import { describe, expect, it } from '@jest/globals';
import { readModelsShowing, type Stored } from '@holdfast/http/testing';
import { restoreStream } from '../../contracts/restore.events.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { at, runId, started, taskPlan, web } from '../../testing/one-run.ts';
import { openWorkProjection, workFor } from './open-work.projection.ts';

const inRun = (type: string, data: object = {}): Stored => [runStream(runId), { type, data: { runId, ...data } }];
const inTask = (type: string, data: object = {}, taskId = 'task1'): Stored => [
  taskStream(taskId),
  { type, data: { taskId, runId, ...data } },
];
const inRestore = (type: string, data: object = {}): Stored => [
  restoreStream('restore1'),
  { type, data: { restoreId: 'restore1', ...data } },
];

const begun: Stored = [runStream(runId), started];
const planned = (taskId = 'task1'): Stored => [taskStream(taskId), { type: 'TaskPlanned', data: { ...taskPlan, taskId, repository: web } }];
const to = (workerId: string, until = 10) => ({ workerId, attempt: 1, until: at(until) });

const workOf = (workerId: string, events: readonly Stored[], options: { minutes?: number; limit?: number } = {}) =>
  workFor(readModelsShowing([openWorkProjection], ...events).database, workerId, at(options.minutes ?? 0), options.limit ?? 10);
const idsFor = (workerId: string, events: readonly Stored[], options = {}) => workOf(workerId, events, options).map(({ id }) => id);

describe('the open work', () => {
  it('is runs to plan, tasks and restores, oldest first', () => {
    const free = { workerId: null, until: null };
    expect(workOf('one', [begun, planned('task1'), inRestore('RestoreRequested'), planned('task2')])).toEqual([
      { kind: 'planning', id: runId, ...free },
      { kind: 'task', id: 'task1', ...free },
      { kind: 'restore', id: 'restore1', ...free },
      { kind: 'task', id: 'task2', ...free },
    ]);
  });

  it('is handed out only as much as a worker asks for', () => {
    expect(idsFor('one', [planned('task1'), planned('task2'), planned('task3')], { limit: 2 })).toEqual(['task1', 'task2']);
  });

  it.each<[string, Stored, (type: 'Assigned' | 'HandedBack', data: object) => Stored]>([
    ['planning', begun, (type, data) => inRun(`RunPlanning${type}`, data)],
    ['task', planned(), (type, data) => inTask(`Task${type}`, data)],
    ['restore', inRestore('RestoreRequested'), (type, data) => inRestore(`Restore${type}`, data)],
  ])('that somebody has is for nobody else until the time has passed: %s', (kind, open, report) => {
    const taken = [open, report('Assigned', to('one'))];
    expect(workOf('one', taken)).toMatchObject([{ kind, workerId: 'one', until: at(10) }]);
    expect(idsFor('two', taken, { minutes: 9 })).toEqual([]);
    expect(idsFor('two', taken, { minutes: 10 })).toHaveLength(1);
    expect(idsFor('two', [...taken, report('HandedBack', { workerId: 'one' })])).toHaveLength(1);
  });

  it('lasts longer while its worker is still at it', () => {
    const extended = [planned(), inTask('TaskAssigned', to('one')), inTask('TaskAssignmentExtended', to('one', 20))];
    expect(idsFor('two', extended, { minutes: 19 })).toEqual([]);
    expect(idsFor('two', extended, { minutes: 20 })).toEqual(['task1']);
  });

  it.each<[string, Stored, Stored]>([
    ['a run that is planned', begun, inRun('RunPlanned', { tasks: 0, leftOut: 0 })],
    ['a captured task', planned(), inTask('TaskCaptured')],
    ['an unchanged task', planned(), inTask('TaskFoundUnchanged')],
    ['a failed task', planned(), inTask('TaskFailed')],
    ['a completed restore', inRestore('RestoreRequested'), inRestore('RestoreCompleted')],
    ['a failed restore', inRestore('RestoreRequested'), inRestore('RestoreFailed')],
  ])('is done with %s', (_, open, end) => {
    expect(idsFor('one', [open, end])).toEqual([]);
  });

  it('stays open when only the listing is done', () => {
    expect(idsFor('one', [begun, planned(), inRun('RunPlanned', { tasks: 1, leftOut: 0 })])).toEqual(['task1']);
  });

  it.each(['RunCompleted', 'RunEndedIncomplete'])('is all done with the end of its run: %s', (end) => {
    const elsewhere: Stored = [taskStream('task9'), { type: 'TaskPlanned', data: { ...taskPlan, taskId: 'task9', runId: 'run2' } }];
    expect(idsFor('one', [begun, planned('task1'), planned('task2'), elsewhere, inRun(end)])).toEqual(['task9']);
  });

  it('is none of a run that waits for its window, until that opens', () => {
    const paused = [begun, planned('task1'), inRun('RunPaused', { at: at(1), resumesAt: at(60) }), planned('task2')];
    expect(idsFor('one', paused, { minutes: 59 })).toEqual([]);
    expect(idsFor('one', paused, { minutes: 60 })).toEqual([runId, 'task1', 'task2']);
    expect(idsFor('one', [...paused, inRun('RunResumed')], { minutes: 2 })).toEqual([runId, 'task1', 'task2']);
    const inHand = [...paused, inTask('TaskAssigned', to('one'), 'task1')];
    expect(idsFor('one', inHand, { minutes: 2 })).toEqual([]);
  });

  it('of other runs does not wait with it', () => {
    const other: Stored = [
      taskStream('task9'),
      { type: 'TaskPlanned', data: { ...taskPlan, taskId: 'task9', runId: 'run9', repository: web } },
    ];
    const events = [planned('task1'), other, inRestore('RestoreRequested'), inRun('RunPaused', { at: at(1), resumesAt: at(60) })];
    expect(idsFor('one', events, { minutes: 2 })).toEqual(['task9', 'restore1']);
  });
});
