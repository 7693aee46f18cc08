import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { Outcome } from './costed-task.ts';
import type { KnownCost } from './estimate.ts';

interface CostRow {
  readonly repositoryId: string;
  readonly outcome: Outcome;
  readonly git: number | null;
  readonly pullrequests: number | null;
  readonly seconds: number;
}

/**
 * What earlier captures of repositories have cost, in the order of their ids. Those that were captured for the first time in the run named
 * here are as they were before it.
 */
export function knownCosts(database: ReadModelDatabase, ids: readonly string[], beforeRun: string | null): readonly KnownCost[] {
  const wanted = JSON.stringify(ids);
  const rows = database.all<CostRow>(
    `SELECT repositoryId, outcome, git, pullrequests, seconds FROM repository_cost
     WHERE repositoryId IN (SELECT value FROM json_each(?)) AND NOT (outcome = 'first' AND runId = coalesce(?, ''))`,
    ...[wanted, beforeRun],
  );
  const shares = database.all<{ repositoryId: string; share: number }>(
    'SELECT repositoryId, share FROM repository_change WHERE repositoryId IN (SELECT value FROM json_each(?))',
    wanted,
  );
  const costs = Map.groupBy(rows, ({ repositoryId }) => repositoryId);
  const changed = new Map(shares.map(({ repositoryId, share }) => [repositoryId, share]));
  return ids.map((id) => ({
    costs: Object.fromEntries(
      (costs.get(id) ?? []).map(({ outcome, git, pullrequests, seconds }) => [outcome, { git, pullrequests, seconds }]),
    ),
    changed: changed.get(id) ?? null,
  }));
}

/** How many tasks of an organization went on at a time in its runs so far; null before the first run that shows it. */
export function knownTasksAtOnce(database: ReadModelDatabase, organizationId: string): number | null {
  const sql = 'SELECT tasksAtOnce FROM organization_pace WHERE organizationId = ?';
  return database.get<{ tasksAtOnce: number }>(sql, organizationId)?.tasksAtOnce ?? null;
}
