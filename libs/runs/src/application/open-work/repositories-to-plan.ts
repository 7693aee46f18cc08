import type { ReadModelDatabase } from '@holdfast/event-sourcing';

/** Under which names the repositories of an organization are known, by id. */
export function knownRepositories(
  database: ReadModelDatabase,
  organizationId: string,
): ReadonlyMap<string, { readonly name: string; readonly fullName: string }> {
  const sql = 'SELECT id, name, fullName FROM repository WHERE organizationId = ?';
  const rows = database.all<{ readonly id: string; readonly name: string; readonly fullName: string }>(sql, organizationId);
  return new Map(rows.map(({ id, ...names }) => [id, names]));
}

/** Ids of the tasks of a run that left something undone, of which the tasks' own streams know whether it is so. */
export function tasksLeftUndone(database: ReadModelDatabase, runId: string): string[] {
  const sql = 'SELECT id FROM task WHERE runId = ? AND isWhole = 0 ORDER BY id';
  return database.all<{ readonly id: string }>(sql, runId).map(({ id }) => id);
}

/** Ids of the repositories of which a run has all that was promised. */
export function repositoriesDone(database: ReadModelDatabase, runId: string): ReadonlySet<string> {
  const sql = 'SELECT repositoryId FROM task WHERE runId = ? AND isWhole = 1';
  return new Set(database.all<{ readonly repositoryId: string }>(sql, runId).map(({ repositoryId }) => repositoryId));
}
