import { applyWith, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { restoreStreams, type RestoreAssigned, type RestoreEvent } from '../../contracts/restore.events.ts';
import { runStreams, type RunEvent, type RunPlanningAssigned } from '../../contracts/run.events.ts';
import { taskStreams, type TaskAssigned, type TaskEvent } from '../../contracts/task.events.ts';
import { workerStreams, type WorkerEvent } from '../../contracts/worker.events.ts';

/** What a worker can take on. */
export type WorkKind = 'planning' | 'task' | 'restore';

/** A repository of this many bytes keeps a worker busy for long. */
export const BIG_BYTES = 2 ** 30;

/**
 * Everything that is to be done: runs to plan, tasks to capture, restores. A row goes when its work has ended, and with it when its run has.
 * Beside it, what decides who may take it: which runs wait and until when, and until when each worker is known to be there.
 */
export const openWorkProjection: Projection = {
  name: 'open-work',
  version: 3,
  streams: [runStreams, taskStreams, restoreStreams, workerStreams],
  schema: `
    CREATE TABLE going_run (runId TEXT PRIMARY KEY, organizationId TEXT NOT NULL, waitsUntil TEXT);
    CREATE TABLE open_work (
      place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE, runId TEXT, size INTEGER NOT NULL DEFAULT 0,
      workerId TEXT, until TEXT, takenAt TEXT
    );
    CREATE INDEX open_work_run ON open_work (runId, kind, workerId, place);
    CREATE INDEX open_work_taken ON open_work (workerId) WHERE workerId IS NOT NULL;
    CREATE INDEX open_work_big ON open_work (runId, place) WHERE workerId IS NULL AND size >= ${BIG_BYTES};
    CREATE INDEX open_work_kind ON open_work (kind, place) WHERE kind <> 'task';
    CREATE TABLE seen_worker (workerId TEXT PRIMARY KEY, until TEXT NOT NULL);
  `,
  apply: applyWith<RunEvent | TaskEvent | RestoreEvent | WorkerEvent>({
    RunStarted: ({ data }, database) => {
      database.run('INSERT OR IGNORE INTO going_run (runId, organizationId) VALUES (?, ?)', data.runId, data.organizationId);
      open(database, { kind: 'planning', id: data.runId, runId: data.runId });
    },
    RunPlanningAssigned: (event, database) => {
      assign(database, event.data.runId, event);
    },
    RunPlanningHandedBack: ({ data }, database) => {
      handBack(database, data.runId);
    },
    RunPlanned: ({ data }, database) => {
      close(database, data.runId);
    },
    RunThrottled: ({ data }, database) => {
      wait(database, data.runId, data.resumesAt);
    },
    RunPaused: ({ data }, database) => {
      wait(database, data.runId, data.resumesAt);
    },
    RunResumed: ({ data }, database) => {
      wait(database, data.runId, null);
    },
    RunCompleted: ({ data }, database) => {
      endRun(database, data.runId);
    },
    RunEndedIncomplete: ({ data }, database) => {
      endRun(database, data.runId);
    },
    RunCancelled: ({ data }, database) => {
      endRun(database, data.runId);
    },
    TaskPlanned: ({ data: { taskId, runId, size } }, database) => {
      // A listing that goes on after its run was cancelled opens nothing.
      const isGoing = database.get('SELECT 1 FROM going_run WHERE runId = ?', runId) !== undefined;
      if (isGoing) open(database, { kind: 'task', id: taskId, runId, ...(size !== undefined && { size }) });
    },
    TaskAssigned: (event, database) => {
      assign(database, event.data.taskId, event);
    },
    TaskAssignmentExtended: ({ data }, database) => {
      database.run('UPDATE open_work SET until = ? WHERE id = ? AND workerId = ?', data.until, data.taskId, data.workerId);
    },
    TaskHandedBack: ({ data }, database) => {
      handBack(database, data.taskId);
    },
    TaskCaptured: ({ data }, database) => {
      close(database, data.taskId);
    },
    TaskFoundUnchanged: ({ data }, database) => {
      close(database, data.taskId);
    },
    TaskFailed: ({ data }, database) => {
      close(database, data.taskId);
    },
    RestoreRequested: ({ data }, database) => {
      open(database, { kind: 'restore', id: data.restoreId, runId: null });
    },
    RestoreAssigned: (event, database) => {
      assign(database, event.data.restoreId, event);
    },
    RestoreHandedBack: ({ data }, database) => {
      handBack(database, data.restoreId);
    },
    RestoreCompleted: ({ data }, database) => {
      close(database, data.restoreId);
    },
    RestoreFailed: ({ data }, database) => {
      close(database, data.restoreId);
    },
    WorkerSeen: ({ data }, database) => {
      database.run('INSERT OR REPLACE INTO seen_worker VALUES (?, ?)', data.workerId, data.until);
    },
  }),
};

interface Opened {
  readonly kind: WorkKind;
  readonly id: string;
  readonly runId: string | null;
  readonly size?: number;
}

function open(database: ReadModelDatabase, { kind, id, runId, size = 0 }: Opened): void {
  database.run('INSERT OR IGNORE INTO open_work (kind, id, runId, size) VALUES (?, ?, ?, ?)', kind, id, runId, size);
}

function assign(
  database: ReadModelDatabase,
  id: string,
  { data, position }: PositionedEvent<RunPlanningAssigned | TaskAssigned | RestoreAssigned>,
): void {
  const takenAt = position.commit.toString().padStart(20, '0');
  database.run('UPDATE open_work SET workerId = ?, until = ?, takenAt = ? WHERE id = ?', data.workerId, data.until, takenAt, id);
}

function handBack(database: ReadModelDatabase, id: string): void {
  database.run('UPDATE open_work SET workerId = NULL, until = NULL, takenAt = NULL WHERE id = ?', id);
}

function wait(database: ReadModelDatabase, runId: string, until: string | null): void {
  database.run('UPDATE going_run SET waitsUntil = ? WHERE runId = ?', until, runId);
}

function close(database: ReadModelDatabase, id: string): void {
  database.run('DELETE FROM open_work WHERE id = ?', id);
}

function endRun(database: ReadModelDatabase, runId: string): void {
  database.run('DELETE FROM open_work WHERE runId = ?', runId);
  database.run('DELETE FROM going_run WHERE runId = ?', runId);
}
