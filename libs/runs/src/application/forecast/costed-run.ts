import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { movingMean } from './moving-mean.ts';

/** Runs with fewer tasks do not show how many go on at a time. */
const TASKS_THAT_SHOW_A_PACE = 16;

interface CostedRun {
  readonly organizationId: string;
  readonly waitedMs: number;
  readonly waitsSince: number | null;
  readonly firstTaskAt: number | null;
  readonly tasks: number;
  readonly workedMs: number;
}

/** A clock of the run, in milliseconds, that stands still while the run waits for quota or its window. `at` is RFC 3339. */
export function busyTime(database: ReadModelDatabase, runId: string, at: string): number {
  const run = database.get<CostedRun>('SELECT * FROM costed_run WHERE id = ?', runId);
  return Math.min(Date.parse(at), run?.waitsSince ?? Infinity) - (run?.waitedMs ?? 0);
}

/** How many tasks went on at a time while the run did not wait. */
export function learnPace(database: ReadModelDatabase, runId: string, endedAt: string): void {
  const run = database.get<CostedRun>('SELECT * FROM costed_run WHERE id = ?', runId);
  if (!run || run.tasks < TASKS_THAT_SHOW_A_PACE) return;
  const busyMs = busyTime(database, runId, endedAt) - (run.firstTaskAt ?? Infinity);
  if (busyMs <= 0) return;
  const sql = 'SELECT tasksAtOnce FROM organization_pace WHERE organizationId = ?';
  const before = database.get<{ tasksAtOnce: number }>(sql, run.organizationId)?.tasksAtOnce ?? null;
  const tasksAtOnce = movingMean(before, run.workedMs / busyMs);
  database.run('INSERT OR REPLACE INTO organization_pace VALUES (?, ?)', run.organizationId, tasksAtOnce);
}
