import type { PlanContent } from '@holdfast/plans/contracts';
import type { WorkCost } from '@holdfast/quota';
import type { CaptureCost, Outcome } from './costed-task.ts';

/** What is known of a repository from earlier runs. */
export interface KnownCost {
  readonly costs: Readonly<Partial<Record<Outcome, CaptureCost>>>;
  /** In how many of its captures something was new, 0 to 1; null before the second. */
  readonly changed: number | null;
}

type Costs = Readonly<Record<Outcome, { readonly git: number; readonly pullrequests: number; readonly seconds: number }>>;

/** What the next capture of a repository is expected to cost. */
export interface CaptureEstimate {
  readonly git: number;
  readonly pullrequests: number;
  readonly seconds: number;
}

export interface Estimate {
  readonly captures: readonly CaptureEstimate[];
  /** How many of them were never captured, and what each of those is taken to cost. */
  readonly neverCaptured: number;
  readonly first: CaptureEstimate;
  /** Whether no first capture, or no capture that found nothing new, is known at all. */
  readonly isFirstGuessed: boolean;
  readonly isUnchangedGuessed: boolean;
  /** The share of repositories that are taken to have changed, of those that were captured before. */
  readonly changed: number;
}

/**
 * Until a run shows it: `git ls-remote` and `fetch` are two HTTP requests each (four where the server asks for the credential first), pull
 * requests are a page of fifty and a page of comments for each that is new.
 */
export const guessedCosts: Costs = {
  first: { git: 4, pullrequests: 12, seconds: 10 },
  changed: { git: 4, pullrequests: 3, seconds: 4 },
  unchanged: { git: 2, pullrequests: 1, seconds: 1 },
};

const outcomes = ['first', 'changed', 'unchanged'] as const;

/**
 * What the next captures cost: a repository's own past where there is one, what is usual among `alike` where there is none, a guess where
 * nobody has one.
 */
export function estimateOf(repositories: readonly KnownCost[], content: PlanContent, alike: readonly KnownCost[] = repositories): Estimate {
  const usual = usualCosts(alike);
  const shares = alike.flatMap(({ changed }) => (changed === null ? [] : [changed]));
  const usualShare = shares.length === 0 ? 0 : total(shares) / shares.length;
  const wanted = (cost: CaptureEstimate): CaptureEstimate => ({
    git: content.git ? cost.git : 0,
    pullrequests: content.metadata.includes('pullrequests') ? cost.pullrequests : 0,
    seconds: cost.seconds,
  });
  const again = repositories.filter(isCaptured).map(({ changed }) => changed ?? usualShare);
  return {
    captures: repositories.map((known) => wanted(isCaptured(known) ? nextCost(known, usual, usualShare) : usual.first)),
    neverCaptured: repositories.length - again.length,
    first: wanted(usual.first),
    isFirstGuessed: !alike.some(({ costs }) => costs.first),
    isUnchangedGuessed: !alike.some(({ costs }) => costs.unchanged),
    changed: again.length === 0 ? 0 : total(again) / again.length,
  };
}

/** As the model of a run wants it. */
export function workOf({ git, pullrequests, seconds }: CaptureEstimate): WorkCost {
  return { requests: { api: pullrequests, git }, seconds };
}

function isCaptured({ costs }: KnownCost): boolean {
  return outcomes.some((outcome) => costs[outcome]);
}

function nextCost({ costs, changed }: KnownCost, usual: Costs, usualShare: number): CaptureEstimate {
  const share = changed ?? usualShare;
  const of = (field: keyof CaptureEstimate) => {
    const [news, nothing] = [costs.changed?.[field] ?? usual.changed[field], costs.unchanged?.[field] ?? usual.unchanged[field]];
    return share * news + (1 - share) * nothing;
  };
  return { git: of('git'), pullrequests: of('pullrequests'), seconds: of('seconds') };
}

function usualCosts(repositories: readonly KnownCost[]): Costs {
  const usual = (outcome: Outcome) => {
    const of = (field: keyof CaptureEstimate) =>
      medianOf(repositories.map(({ costs }) => costs[outcome]?.[field] ?? null)) ?? guessedCosts[outcome][field];
    return { git: of('git'), pullrequests: of('pullrequests'), seconds: of('seconds') };
  };
  return { first: usual('first'), changed: usual('changed'), unchanged: usual('unchanged') };
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
