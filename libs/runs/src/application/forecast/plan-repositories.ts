import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { isProjectPattern, isSelected, type RepositorySelection } from '@holdfast/plans/contracts';

/** The repositories that a run of a plan would take, as far as they are known. */
export interface PlanRepositories {
  readonly ids: readonly string[];
  /** How many the organization has. */
  readonly known: number;
  /** Patterns over projects are only looked at while a run lists: where a plan has any, its last run tells. */
  readonly from: 'patterns' | 'last-run';
}

interface RepositoryRow {
  readonly id: string;
  readonly fullName: string;
}

export function repositoriesOf(
  database: ReadModelDatabase,
  plan: { readonly planId: string; readonly organizationId: string; readonly repositories: RepositorySelection },
): PlanRepositories {
  const rows = database.all<RepositoryRow>('SELECT id, fullName FROM repository WHERE organizationId = ? ORDER BY id', plan.organizationId);
  const { include, exclude } = plan.repositories;
  if ([...include, ...exclude].some(isProjectPattern))
    return { ids: ofLastRun(database, plan.planId), known: rows.length, from: 'last-run' };
  const selected = rows.filter((row) => isSelected(plan.repositories, namesOf(row)));
  return { ids: selected.map(({ id }) => id), known: rows.length, from: 'patterns' };
}

function namesOf({ fullName }: RepositoryRow) {
  return { fullName, slug: fullName.split('/').at(-1) ?? fullName, projectKey: null };
}

/** The last whole run: one that retries takes only what was left. */
function ofLastRun(database: ReadModelDatabase, planId: string): readonly string[] {
  const sql = `
    SELECT repositoryId FROM task WHERE runId = (
      SELECT max(id) FROM run WHERE planId = ? AND planned IS NOT NULL AND retryOf IS NULL)
    ORDER BY id`;
  return database.all<{ repositoryId: string }>(sql, planId).map(({ repositoryId }) => repositoryId);
}
