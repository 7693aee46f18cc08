import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { RepositoryReference, RequestsPaid } from '../../contracts/task.events.ts';
import { busyTime } from './costed-run.ts';
import { movingMean } from './moving-mean.ts';

/** What came of a capture, as far as it tells what the next one costs. */
export type Outcome = 'first' | 'changed' | 'unchanged';

/** Requests, by what they are for, and seconds of work; null for what was not asked for. */
export interface CaptureCost {
  readonly git: number | null;
  readonly pullrequests: number | null;
  readonly seconds: number;
}

interface CostedTask {
  readonly git: number;
  readonly pullrequests: number;
  readonly gitRequests: number;
  readonly apiRequests: number;
  readonly workedMs: number;
  readonly worksSince: number | null;
}

interface TaskEnd {
  readonly taskId: string;
  readonly runId: string;
  readonly repository: RepositoryReference;
  readonly requests?: readonly RequestsPaid[];
  readonly endedAt: string;
}

/** A task that failed teaches nothing. One that its run has forgotten, as that was cancelled, does not either. */
export function endCostedTask(database: ReadModelDatabase, end: 'captured' | 'unchanged', ended: TaskEnd): void {
  const { taskId, runId, repository, requests, endedAt } = ended;
  const task = database.get<CostedTask>('SELECT * FROM costed_task WHERE id = ?', taskId);
  if (!task) return;
  const workedMs = workedUntil(task, busyTime(database, runId, endedAt));
  const gitRequests = requests ? paidFrom(requests, 'git') : task.gitRequests;
  const apiRequests = requests ? paidFrom(requests, 'api') : task.apiRequests;
  const cost = {
    git: task.git === 1 ? gitRequests : null,
    pullrequests: task.pullrequests === 1 ? apiRequests : null,
    seconds: workedMs / 1_000,
  };
  learnCost(database, end, repository.id, runId, cost);
  database.run('UPDATE costed_run SET tasks = tasks + 1, workedMs = workedMs + ? WHERE id = ?', workedMs, runId);
  database.run('DELETE FROM costed_task WHERE id = ?', taskId);
}

export function handBackCostedTask(database: ReadModelDatabase, taskId: string, now: number): void {
  const task = database.get<CostedTask>('SELECT * FROM costed_task WHERE id = ?', taskId);
  if (task) database.run('UPDATE costed_task SET workedMs = ?, worksSince = NULL WHERE id = ?', workedUntil(task, now), taskId);
}

function workedUntil({ workedMs, worksSince }: CostedTask, now: number): number {
  return workedMs + (worksSince === null ? 0 : Math.max(0, now - worksSince));
}

function paidFrom(requests: readonly RequestsPaid[], bucket: string): number {
  return requests.filter((paid) => paid.bucket === bucket).reduce((total, { count }) => total + count, 0);
}

function learnCost(database: ReadModelDatabase, end: 'captured' | 'unchanged', id: string, runId: string, cost: CaptureCost): void {
  const isFirst = database.get('SELECT 1 FROM repository_cost WHERE repositoryId = ?', id) === undefined;
  const outcome: Outcome = end === 'unchanged' ? end : isFirst ? 'first' : 'changed';
  const sql = 'SELECT git, pullrequests, seconds FROM repository_cost WHERE repositoryId = ? AND outcome = ?';
  const before = database.get<CaptureCost & object>(sql, id, outcome);
  const git = movingMean(before?.git ?? null, cost.git);
  const pullrequests = movingMean(before?.pullrequests ?? null, cost.pullrequests);
  const seconds = movingMean(before?.seconds ?? null, cost.seconds);
  database.run('INSERT OR REPLACE INTO repository_cost VALUES (?, ?, ?, ?, ?, ?)', id, outcome, git, pullrequests, seconds, runId);
  if (outcome !== 'first') learnChange(database, id, outcome === 'changed');
}

/** How often something was new; a repository is taken to stand still until it was seen to change. */
function learnChange(database: ReadModelDatabase, id: string, changed: boolean): void {
  const row = database.get<{ share: number }>('SELECT share FROM repository_change WHERE repositoryId = ?', id);
  const share = movingMean(row?.share ?? 0, changed ? 1 : 0);
  database.run('INSERT OR REPLACE INTO repository_change VALUES (?, ?)', id, share);
}
