import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { BIG_BYTES, type WorkKind } from '../projections/open-work.projection.ts';
import type { TaskLimits } from './next-tasks.ts';

/** Something that a worker may take on. */
export interface OpenWork {
  readonly kind: WorkKind;
  readonly id: string;
  /** Null for a restore. */
  readonly runId: string | null;
  /** Bytes of the repository as far as known, otherwise 0. */
  readonly size: number;
  /** Whose it was, when that worker is the one who asks, or is gone; null when it is nobody's. */
  readonly workerId: string | null;
}

/** Who looks for work, and when (RFC 3339). */
export interface Looking {
  readonly workerId: string;
  readonly now: string;
}

/** What one run has for its workers. */
export interface TaskQueue {
  readonly runId: string;
  readonly organizationId: string;
  /** Whether it waits for quota or for its window: then its tasks take nobody's place. */
  readonly waits: boolean;
  /** How many of its tasks other workers have in hand. */
  readonly takenByOthers: number;
  /** In the order in which to take them; only those that were left behind while the run waits. */
  readonly open: readonly OpenWork[];
}

/** So many free tasks of each run are looked at, small ones and big ones each. */
const WINDOW = 64;

const columns = 'kind, id, runId, size, workerId';
/** The claim has run out, and the worker was not seen since. Takes the worker who looks, and the time twice. */
const lapsed = `(workerId <> ? AND until <= ?
  AND NOT EXISTS (SELECT 1 FROM seen_worker WHERE seen_worker.workerId = open_work.workerId AND seen_worker.until > ?))`;

/** What the worker has already: before it was restarted, or as far as it knows still. */
export function ownWork(database: ReadModelDatabase, workerId: string): OpenWork[] {
  return database.all<OpenWork>(`SELECT ${columns} FROM open_work WHERE workerId = ? ORDER BY place`, workerId);
}

/** Runs to plan or restores, oldest first; none of runs that wait, but for those that were left behind. */
export function openWork(database: ReadModelDatabase, kind: 'planning' | 'restore', { workerId, now }: Looking, limit: number): OpenWork[] {
  const sql = `
    SELECT ${columns} FROM open_work
    WHERE kind = ? AND (${lapsed} OR (workerId IS NULL
      AND NOT EXISTS (SELECT 1 FROM going_run WHERE going_run.runId = open_work.runId AND waitsUntil > ?)))
    ORDER BY place LIMIT ?`;
  return database.all<OpenWork>(sql, kind, workerId, now, now, now, limit);
}

/** The tasks of all runs that are going. */
export function taskQueues(database: ReadModelDatabase, looking: Looking): TaskQueue[] {
  const left = leftBehind(database, looking);
  return goingRuns(database, looking).map(({ waits, ...run }) => ({
    ...run,
    waits: waits === 1,
    open: [...left.filter(({ runId }) => runId === run.runId), ...(waits === 1 ? [] : freeTasks(database, run.runId))],
  }));
}

/** Whether others who took their tasks before have reached a limit: whoever was too late among several has to give his task back. */
export function isBeyondLimits(database: ReadModelDatabase, taskId: string, { workerId, now }: Looking, limits: TaskLimits): boolean {
  const before = `
    SELECT count(*) AS n FROM open_work JOIN going_run USING (runId), (
      SELECT takenAt, organizationId FROM open_work JOIN going_run USING (runId) WHERE id = ?) AS own
    WHERE kind = 'task' AND workerId > '' AND NOT ${lapsed} AND coalesce(waitsUntil > ?, 0) = 0 AND open_work.takenAt < own.takenAt`;
  const countOf = (condition: string) => database.get<{ n: number }>(before + condition, taskId, workerId, now, now, now)?.n ?? 0;
  const { organization, all } = limits;
  if (all !== null && countOf('') >= all) return true;
  return organization !== null && countOf(' AND going_run.organizationId = own.organizationId') >= organization;
}

function goingRuns(database: ReadModelDatabase, { workerId, now }: Looking) {
  const sql = `
    SELECT runId, organizationId, coalesce(waitsUntil > ?, 0) AS waits, (
      SELECT count(*) FROM open_work WHERE open_work.runId = going_run.runId AND kind = 'task' AND workerId > '' AND workerId <> ? AND NOT ${lapsed}
    ) AS takenByOthers
    FROM going_run ORDER BY runId`;
  return database.all<Omit<TaskQueue, 'open' | 'waits'> & { readonly waits: number }>(sql, now, workerId, workerId, now, now);
}

function leftBehind(database: ReadModelDatabase, { workerId, now }: Looking): OpenWork[] {
  const sql = `SELECT ${columns} FROM open_work WHERE kind = 'task' AND ${lapsed} ORDER BY place LIMIT ${WINDOW}`;
  return database.all<OpenWork>(sql, workerId, now, now);
}

function freeTasks(database: ReadModelDatabase, runId: string): OpenWork[] {
  const free = (condition: string) => {
    const sql = `
      SELECT ${columns} FROM open_work WHERE runId = ? AND kind = 'task' AND workerId IS NULL AND ${condition}
      ORDER BY place LIMIT ${WINDOW}`;
    return database.all<OpenWork>(sql, runId);
  };
  return [...free(`size < ${BIG_BYTES}`), ...free(`size >= ${BIG_BYTES}`)];
}
