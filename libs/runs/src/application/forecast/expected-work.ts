import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { PlanContent } from '@holdfast/plans/contracts';
import type { RunWork } from '@holdfast/quota';
import { estimateOf, workOf, type CaptureEstimate, type Estimate } from './estimate.ts';
import { knownCosts, knownTasksAtOnce } from './known-costs.ts';

/** What a run is expected to have to do, and what that was concluded from. */
export interface ExpectedWork {
  readonly work: RunWork;
  readonly requests: { readonly listing: number; readonly pullrequests: number; readonly git: number };
  readonly estimate: Estimate;
  readonly tasksAtOnce: { readonly number: number; readonly isKnown: boolean };
}

export interface WorkToExpect {
  readonly organizationId: string;
  readonly content: PlanContent;
  readonly repositoryIds: readonly string[];
  /** Those that tell what is usual; the same unless others are named. */
  readonly alikeIds?: readonly string[];
  /** How many repositories are to be listed; null when none are. */
  readonly listed: number | null;
  /** What of each capture is still to be done, 0 to 1, by repository; all of it where nothing is said. */
  readonly left?: ReadonlyMap<string, number>;
  /** First captures in this run are not known yet. */
  readonly beforeRun?: string;
}

/** Repositories that come with one request of a listing. */
const REPOSITORIES_PER_PAGE = 100;
const SECONDS_PER_PAGE = 0.5;

/** What one worker does unless it is told otherwise. */
const USUAL_TASKS_AT_ONCE = 8;

export function expectedWork(database: ReadModelDatabase, expect: WorkToExpect): ExpectedWork {
  const { organizationId, content, repositoryIds, listed, left = new Map<string, number>(), beforeRun = null } = expect;
  const alike = expect.alikeIds && knownCosts(database, expect.alikeIds, beforeRun);
  const estimate = estimateOf(knownCosts(database, repositoryIds, beforeRun), content, alike);
  const captures = estimate.captures.map((capture, index) => partOf(capture, left.get(repositoryIds[index] ?? '') ?? 1));
  const pages = listed === null ? 0 : Math.max(1, Math.ceil(listed / REPOSITORIES_PER_PAGE));
  const known = knownTasksAtOnce(database, organizationId);
  const tasksAtOnce = Math.max(1, Math.round(known ?? USUAL_TASKS_AT_ONCE));
  return {
    work: {
      listing: { requests: { api: pages }, seconds: pages * SECONDS_PER_PAGE },
      tasks: captures.map(workOf),
      concurrency: tasksAtOnce,
    },
    requests: {
      listing: pages,
      pullrequests: Math.round(sum(captures.map(({ pullrequests }) => pullrequests))),
      git: Math.round(sum(captures.map(({ git }) => git))),
    },
    estimate,
    tasksAtOnce: { number: tasksAtOnce, isKnown: known !== null },
  };
}

export function totalOf({ requests: { listing, pullrequests, git } }: ExpectedWork): number {
  return listing + pullrequests + git;
}

function partOf({ git, pullrequests, seconds }: CaptureEstimate, part: number): CaptureEstimate {
  return { git: git * part, pullrequests: pullrequests * part, seconds: seconds * part };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
