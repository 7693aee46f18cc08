import type { Projection } from '@holdfast/event-sourcing';
import { applyWith } from '@holdfast/event-sourcing';

// Types, not interfaces: only those may be given to the client as JSON.

/** How many events a task has: one that plans it, some that report, one that ends it. */
export const EVENTS_OF_A_TASK = 10;

type TaskPlanned = {
  readonly type: 'TaskPlanned';
  readonly data: { readonly taskId: string; readonly runId: string; readonly repository: string; readonly plannedAt: string };
};

type TaskAssigned = {
  readonly type: 'TaskAssigned';
  readonly data: { readonly taskId: string; readonly runId: string; readonly workerId: string; readonly attempt: number };
};

type TaskCaptured = {
  readonly type: 'TaskCaptured';
  readonly data: { readonly taskId: string; readonly runId: string; readonly bytes: number; readonly capturedAt: string };
};

export type TaskEvent = TaskPlanned | TaskAssigned | TaskCaptured;

const AT = '2026-11-22T10:00:00.000Z';

export function taskIdOf(task: number): string {
  return `0192f1c0-7a00-7000-8000-${task.toString(16).padStart(12, '0')}`;
}

/** The event of a task at a revision, of the size that such events have. */
export function taskEvent(task: number, revision: number): TaskEvent {
  const ids = { taskId: taskIdOf(task), runId: '0192f1c0-79ff-7000-8000-00000000abcd' };
  if (revision === 0) return { type: 'TaskPlanned', data: { ...ids, repository: `acme/repository-${task}`, plannedAt: AT } };
  if (revision < EVENTS_OF_A_TASK - 1) return { type: 'TaskAssigned', data: { ...ids, workerId: 'worker-1', attempt: revision } };
  return { type: 'TaskCaptured', data: { ...ids, bytes: task, capturedAt: AT } };
}

/** What stands beside each event. */
export const METADATA = {
  actor: 'worker:worker-1',
  at: AT,
  commandId: '0192f1c0-7a00-7000-8000-c00000000001',
  $correlationId: '0192f1c0-79ff-7000-8000-00000000abcd',
  $causationId: '0192f1c0-7a00-7000-8000-c00000000001',
} as const;

/** Events for an append, with what stands beside them. */
export function tasksAssigned(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ...taskEvent(index, 1), metadata: METADATA }));
}

const UPDATE = 'UPDATE task_list SET status = ?, last = ? WHERE task_id = ?';

/** One row written for each event, as in most read models. */
export const taskList: Projection = {
  name: 'task-list',
  version: 1,
  streams: ['task-'],
  schema: `CREATE TABLE task_list (
    task_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, repository TEXT NOT NULL, status TEXT NOT NULL, last TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  apply: applyWith<TaskEvent>({
    TaskPlanned: ({ data }, database) => {
      const { taskId, runId, repository, plannedAt } = data;
      database.run('INSERT INTO task_list VALUES (?, ?, ?, ?, ?)', taskId, runId, repository, 'planned', plannedAt);
    },
    TaskAssigned: ({ data, metadata }, database) => {
      database.run(UPDATE, `attempt ${data.attempt}`, metadata.at, data.taskId);
    },
    TaskCaptured: ({ data }, database) => {
      database.run(UPDATE, 'captured', data.capturedAt, data.taskId);
    },
  }),
};
