import { applyWith, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { restoreStreams, type RestoreEvent } from '../../contracts/restore.events.ts';
import { runStreams, type RunEvent } from '../../contracts/run.events.ts';
import { taskStreams, type TaskEvent } from '../../contracts/task.events.ts';

/** What a worker can take on. */
export type WorkKind = 'planning' | 'task' | 'restore';

export interface OpenWork {
  readonly kind: WorkKind;
  readonly id: string;
  /** Whose it is at present, and until when (RFC 3339); null when it is nobody's. */
  readonly workerId: string | null;
  readonly until: string | null;
}

/** Everything that is to be done: runs to plan, tasks to capture, restores. A row goes when its work has ended. */
export const openWorkProjection: Projection = {
  name: 'open-work',
  version: 2,
  streams: [runStreams, taskStreams, restoreStreams],
  schema: `
    CREATE TABLE open_work (
      place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE, runId TEXT, workerId TEXT, until TEXT
    );
    CREATE INDEX open_work_run ON open_work (runId);
    CREATE TABLE paused_run (runId TEXT PRIMARY KEY, until TEXT NOT NULL);
  `,
  apply: applyWith<RunEvent | TaskEvent | RestoreEvent>({
    RunStarted: ({ data }, database) => {
      open(database, 'planning', data.runId, data.runId);
    },
    RunPlanningAssigned: ({ data }, database) => {
      assign(database, data.runId, data);
    },
    RunPlanningHandedBack: ({ data }, database) => {
      assign(database, data.runId, null);
    },
    RunPlanned: ({ data }, database) => {
      close(database, data.runId);
    },
    RunPaused: ({ data }, database) => {
      database.run('INSERT OR REPLACE INTO paused_run VALUES (?, ?)', data.runId, data.resumesAt);
    },
    RunResumed: ({ data }, database) => {
      database.run('DELETE FROM paused_run WHERE runId = ?', data.runId);
    },
    RunCompleted: ({ data }, database) => {
      endRun(database, data.runId);
    },
    RunEndedIncomplete: ({ data }, database) => {
      endRun(database, data.runId);
    },
    TaskPlanned: ({ data }, database) => {
      open(database, 'task', data.taskId, data.runId);
    },
    TaskAssigned: ({ data }, database) => {
      assign(database, data.taskId, data);
    },
    TaskAssignmentExtended: ({ data }, database) => {
      assign(database, data.taskId, data);
    },
    TaskHandedBack: ({ data }, database) => {
      assign(database, data.taskId, null);
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
      open(database, 'restore', data.restoreId, null);
    },
    RestoreAssigned: ({ data }, database) => {
      assign(database, data.restoreId, data);
    },
    RestoreHandedBack: ({ data }, database) => {
      assign(database, data.restoreId, null);
    },
    RestoreCompleted: ({ data }, database) => {
      close(database, data.restoreId);
    },
    RestoreFailed: ({ data }, database) => {
      close(database, data.restoreId);
    },
  }),
};

/** Work that a worker may take on at a time (RFC 3339), oldest first; none of runs that wait for their window. */
export function workFor(database: ReadModelDatabase, workerId: string, now: string, limit: number): OpenWork[] {
  const sql = `
    SELECT kind, id, workerId, until FROM open_work
    WHERE (workerId IS NULL OR workerId = ? OR until <= ?)
      AND NOT EXISTS (SELECT 1 FROM paused_run WHERE paused_run.runId = open_work.runId AND paused_run.until > ?)
    ORDER BY place LIMIT ?`;
  return database.all<OpenWork>(sql, workerId, now, now, limit);
}

function open(database: ReadModelDatabase, kind: WorkKind, id: string, runId: string | null): void {
  database.run('INSERT OR IGNORE INTO open_work (kind, id, runId) VALUES (?, ?, ?)', kind, id, runId);
}

function assign(database: ReadModelDatabase, id: string, to: { readonly workerId: string; readonly until: string } | null): void {
  database.run('UPDATE open_work SET workerId = ?, until = ? WHERE id = ?', to?.workerId ?? null, to?.until ?? null, id);
}

function close(database: ReadModelDatabase, id: string): void {
  database.run('DELETE FROM open_work WHERE id = ?', id);
}

function endRun(database: ReadModelDatabase, runId: string): void {
  database.run('DELETE FROM open_work WHERE runId = ?', runId);
  database.run('DELETE FROM paused_run WHERE runId = ?', runId);
}
