import { BitbucketClient, listRepositories, type Repository } from '@holdfast/bitbucket';
import { deterministicOrderedId, DomainError, timeOfOrderedId } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream } from '@holdfast/organizations/contracts';
import { isSelected, patternsWithoutEffect } from '@holdfast/plans/contracts';
import { ReportOnRepository, ReportOnRun, ReportOnTask, run, type RunState } from '@holdfast/runs';
import { runStream, type RepositoryReference } from '@holdfast/runs/contracts';
import { LeasedCredentials } from '../leases/leased-credentials.ts';
import { isOwnTrouble } from '../own-trouble.ts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';

type Planning = Exclude<RunState, { status: 'none' }>;

/** How many tasks are written down at a time. */
const AT_ONCE = 100;

/** The plan's page names so many patterns that fit nothing. */
const PATTERNS_NAMED = 100;

/**
 * Lists the repositories of the organization and gives each one that the plan takes its task, under an id that follows from run and
 * repository: a listing that is done again makes no second task. A listing that broke, or shows nothing, plans nothing.
 */
export async function planRun(environment: WorkerEnvironment, runId: string, signal: AbortSignal): Promise<void> {
  const { state } = await environment.repository.load(run, runStream(runId));
  if (state.status !== 'planning') return;
  try {
    const planned = await planTasks(environment, runId, state, signal);
    await environment.commands.execute(new ReportOnRun({ type: 'RecordPlan', runId, ...planned }, stepContext(environment, runId)));
  } catch (error) {
    if (signal.aborted || isOwnTrouble(error)) throw error;
    const reason = reasonOf(error);
    await environment.commands.execute(new ReportOnRun({ type: 'FailPlanning', runId, reason }, stepContext(environment, runId)));
  }
}

async function planTasks(environment: WorkerEnvironment, runId: string, state: Planning, signal: AbortSignal) {
  const { repositories } = state.order;
  const seen = await listAll(environment, runId, state, signal);
  const selected = seen.filter((repository) => isSelected(repositories, repository));
  refuseNothing(seen.length, selected.length);
  const note = (repository: Repository) => noteRepository(environment, runId, state, referenceTo(repository));
  await inBatches(seen, signal, note);
  await inBatches(selected, signal, (repository) => planTask(environment, runId, state, referenceTo(repository)));
  return {
    tasks: selected.length,
    leftOut: seen.length - selected.length,
    patternsWithoutEffect: patternsWithoutEffect(repositories, seen).slice(0, PATTERNS_NAMED),
  };
}

async function inBatches<T>(items: readonly T[], signal: AbortSignal, work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    signal.throwIfAborted();
    await Promise.all(items.slice(start, start + AT_ONCE).map(work));
  }
}

/** To its end, before anything is made of it. */
async function listAll(
  environment: WorkerEnvironment,
  runId: string,
  { planId, order: { organizationId } }: Planning,
  signal: AbortSignal,
): Promise<Repository[]> {
  const credentials = new LeasedCredentials(environment, { organizationId, planId, runId, taskId: runId }, signal);
  const { provider, clock: now, oauthTokens } = environment;
  const client = new BitbucketClient({ ...provider, credentials, oauthTokens, now, signal });
  const repositories: Repository[] = [];
  try {
    for await (const page of listRepositories(client, await workspaceOf(environment, organizationId))) {
      repositories.push(...page);
    }
  } finally {
    await credentials.close();
  }
  return repositories;
}

async function workspaceOf({ repository }: WorkerEnvironment, organizationId: string): Promise<string> {
  const { state } = await repository.load(organizationReading, organizationStream(organizationId));
  if (state.status !== 'connected') throw new DomainError('not_found', 'ORGANIZATION_NOT_FOUND', 'The organization is gone.');
  return state.workspace.slug;
}

/** Also one that the plan leaves out: whoever writes patterns is to see what they fit. */
async function noteRepository(
  environment: WorkerEnvironment,
  runId: string,
  { order: { organizationId } }: Planning,
  repository: RepositoryReference,
): Promise<void> {
  const note = new ReportOnRepository({ type: 'NoteRepository', organizationId, repository }, stepContext(environment, runId));
  await environment.commands.execute(note);
}

async function planTask(
  environment: WorkerEnvironment,
  runId: string,
  { planId, order }: Planning,
  repository: RepositoryReference,
): Promise<void> {
  const { organizationId, content } = order;
  const taskId = deterministicOrderedId(timeOfOrderedId(runId), runId, repository.id);
  const plan = { taskId, runId, planId, organizationId, repository, content };
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

function referenceTo({ id, fullName, slug, name }: Repository): RepositoryReference {
  return { id, fullName, slug, name };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
