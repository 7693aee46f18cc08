import { deterministicOrderedId, DomainError, timeOfOrderedId } from '@holdfast/event-sourcing';
import { isSelected, patternsWithoutEffect } from '@holdfast/plans/contracts';
import { knownRepositories, ReportOnRepository, ReportOnRun, ReportOnTask, run, type RunState } from '@holdfast/runs';
import { runStream, type RepositoryReference } from '@holdfast/runs/contracts';
import { from, lastValueFrom, mergeMap } from 'rxjs';
import { isOwnTrouble } from '../own-trouble.ts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { leftUndone } from './left-undone.ts';
import { listAll, type ListedRepository } from './listed-repositories.ts';

interface Planning {
  readonly environment: WorkerEnvironment;
  readonly runId: string;
  readonly state: Exclude<RunState, { status: 'none' }>;
  readonly signal: AbortSignal;
}

interface Planned {
  readonly tasks: number;
  readonly leftOut: number;
  readonly patternsWithoutEffect: readonly string[];
}

type ToCapture = RepositoryReference & Pick<ListedRepository, 'size'>;

/** How many streams are written at a time. */
const AT_ONCE = 64;

/** The plan's page names so many patterns that fit nothing. */
const PATTERNS_NAMED = 100;

/**
 * Gives each repository that the run is to capture its task, under an id that follows from run and repository: planning that is done again
 * makes no second task. A run finds its repositories by listing those of the organization; one that retries another takes what that left undone.
 */
export async function planRun(environment: WorkerEnvironment, runId: string, signal: AbortSignal): Promise<void> {
  const { state } = await environment.repository.load(run, runStream(runId));
  if (state.status !== 'planning') return;
  try {
    const planned = await planTasks({ environment, runId, state, signal });
    await environment.commands.execute(new ReportOnRun({ type: 'RecordPlan', runId, ...planned }, stepContext(environment, runId)));
  } catch (error) {
    if (signal.aborted || isOwnTrouble(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await environment.commands.execute(new ReportOnRun({ type: 'FailPlanning', runId, reason }, stepContext(environment, runId)));
  }
}

async function planTasks(planning: Planning): Promise<Planned> {
  const { retryOf } = planning.state.order;
  if (retryOf === undefined) return planListed(planning, new Set());
  const { repositories, isAll, done } = await leftUndone(planning.environment, retryOf);
  if (!isAll) return planListed(planning, done);
  await forEach(repositories, planning, (repository) => planTask(planning, repository));
  return { tasks: repositories.length, leftOut: 0, patternsWithoutEffect: [] };
}

/** A listing that broke, or shows nothing, plans nothing. */
async function planListed(planning: Planning, done: ReadonlySet<string>): Promise<Planned> {
  const { environment, runId, state, signal } = planning;
  const { organizationId, repositories: selection } = state.order;
  const seen = await listAll(environment, { organizationId, planId: state.planId, runId }, signal);
  const selected = new Set(seen.filter((repository) => isSelected(selection, repository)));
  refuseNothing(seen.length, selected.size);
  const toCapture = new Set([...selected].filter(({ id }) => !done.has(id)));
  const isNew = unknownTo(environment, organizationId);
  await forEach(seen, planning, async (repository) => {
    if (isNew(repository)) await noteRepository(planning, repository);
    if (toCapture.has(repository)) await planTask(planning, repository);
  });
  return {
    tasks: toCapture.size,
    leftOut: seen.length - toCapture.size,
    patternsWithoutEffect: patternsWithoutEffect(selection, seen).slice(0, PATTERNS_NAMED),
  };
}

async function forEach<T>(items: readonly T[], { environment, signal }: Planning, work: (item: T) => Promise<void>): Promise<void> {
  const one = async (item: T) => {
    signal.throwIfAborted();
    await work(item);
    environment.progress();
  };
  await lastValueFrom(from(items).pipe(mergeMap(one, AT_ONCE)), { defaultValue: undefined });
}

/** Tells what there may be to note; the repository's own stream decides. */
function unknownTo({ readModels }: WorkerEnvironment, organizationId: string): (repository: RepositoryReference) => boolean {
  const known = knownRepositories(readModels.database, organizationId);
  return ({ id, name, fullName }) => known.get(id)?.name !== name || known.get(id)?.fullName !== fullName;
}

/** Also one that the plan leaves out: whoever writes patterns is to see what they fit. */
async function noteRepository({ environment, runId, state }: Planning, repository: RepositoryReference): Promise<void> {
  const { organizationId } = state.order;
  const note = { type: 'NoteRepository', organizationId, repository: referenceTo(repository) } as const;
  await environment.commands.execute(new ReportOnRepository(note, stepContext(environment, runId)));
}

async function planTask({ environment, runId, state: { planId, order } }: Planning, repository: ToCapture): Promise<void> {
  const { organizationId, content } = order;
  const taskId = deterministicOrderedId(timeOfOrderedId(runId), runId, repository.id);
  const size = repository.size === null ? {} : { size: repository.size };
  const plan = { taskId, runId, planId, organizationId, repository: referenceTo(repository), content, ...size };
  await environment.commands.execute(new ReportOnTask({ type: 'PlanTask', taskId, plan }, stepContext(environment, runId)));
}

/** The provider answers 200 with an empty list to who may see nothing: that is no complete backup. */
function refuseNothing(seen: number, tasks: number): void {
  if (seen === 0)
    throw new DomainError(
      'conflict',
      'NO_REPOSITORY_VISIBLE',
      'The provider showed no repository at all: the accounts may have lost access.',
    );
  if (tasks === 0)
    throw new DomainError('conflict', 'NO_REPOSITORY_SELECTED', `None of the ${seen} repositories fits the plan's patterns.`);
}

function referenceTo({ id, fullName, slug, name }: RepositoryReference): RepositoryReference {
  return { id, fullName, slug, name };
}
