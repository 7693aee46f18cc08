import { repositoriesDone, run, task, tasksLeftUndone } from '@holdfast/runs';
import { runStream, taskStream, type RepositoryReference } from '@holdfast/runs/contracts';
import type { WorkerEnvironment } from '../worker-environment.ts';

/** What a run left undone, as far as its tasks tell. */
export interface LeftUndone {
  readonly repositories: readonly (RepositoryReference & { readonly size: number | null })[];
  /** Whether these are all: the run, and any run that it retried itself, had given every repository its task. */
  readonly isAll: boolean;
  /** Of repositories that those runs have done, by id. */
  readonly done: ReadonlySet<string>;
}

/**
 * What is to be done again of a run that has ended: what failed, was cancelled, or lacks something. Where to look is read from the read models,
 * which are past the end of that run since they show the run that retries it; what became of each task, from the task's stream.
 */
export async function leftUndone(environment: WorkerEnvironment, runId: string): Promise<LeftUndone> {
  const { database } = environment.readModels;
  const { state } = await environment.repository.load(run, runStream(runId));
  if (state.status === 'none') return { repositories: [], isAll: false, done: new Set() };
  const done = repositoriesDone(database, runId);
  if (state.isPlanned || state.order.retryOf === undefined)
    return { repositories: await unfinished(environment, tasksLeftUndone(database, runId)), isAll: state.isPlanned, done };
  const before = await leftUndone(environment, state.order.retryOf);
  return { ...before, repositories: before.repositories.filter(({ id }) => !done.has(id)), done: new Set([...before.done, ...done]) };
}

async function unfinished({ repository, progress }: WorkerEnvironment, taskIds: readonly string[]): Promise<LeftUndone['repositories']> {
  const found: LeftUndone['repositories'][number][] = [];
  for (const taskId of taskIds) {
    const { state } = await repository.load(task, taskStream(taskId));
    progress();
    if (state.status !== 'none' && !state.isWhole) found.push({ ...state.plan.repository, size: state.plan.size ?? null });
  }
  return found;
}
