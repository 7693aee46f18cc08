import type { BucketRules } from './bucket.ts';
import type { Ledger } from './ledger.ts';
import { counts, sum, type Spending } from './spending.ts';

/** What a run has spent at a time. */
export interface RunSpending extends Spending {
  readonly runId: string;
}

/** A run that used the bucket within this part of the window is taken to want more. */
const RECENT = 1 / 10;

/** What is kept for those who had less than their share, as a part of what is usable: enough that they find something when they ask. */
const KEPT_FOR_OTHERS = 1 / 50;

/**
 * How many of the usable requests a run must leave to others at a time: none while it is alone, has had no more than an equal share of the
 * window, or nobody has had less. So a run that is alone may have everything, and of several each gets its share before one gets more.
 */
export function heldBack(ledger: Ledger, rules: BucketRules, usable: number, runId: string, now: number): number {
  const others = recentRuns(ledger, rules, now).filter((other) => other !== runId);
  if (others.length === 0) return 0;
  const share = usable / (others.length + 1);
  const used = (run: string) =>
    sum([...ledger.shares, ...ledger.leases].filter((one) => one.runId === run && counts(endOf(one), rules, now)));
  if (used(runId) <= share || others.every((other) => used(other) >= share)) return 0;
  return Math.ceil(usable * KEPT_FOR_OTHERS);
}

function recentRuns(ledger: Ledger, { windowSeconds }: BucketRules, now: number): readonly string[] {
  const recent = ledger.shares.filter(({ at }) => at > now - windowSeconds * 1000 * RECENT);
  const spending = ledger.leases.filter(({ expiresAt }) => expiresAt > now);
  const runs = [...recent, ...spending].map(({ runId }) => runId).filter((runId) => runId !== null);
  return [...new Set(runs)];
}

function endOf(one: { readonly at: number } | { readonly expiresAt: number }): number {
  return 'at' in one ? one.at : one.expiresAt;
}

export function withShare(all: readonly RunSpending[], more: RunSpending): readonly RunSpending[] {
  const same = all.findLast(({ at, runId }) => at === more.at && runId === more.runId);
  if (!same) return [...all, more];
  return all.with(all.indexOf(same), { ...more, requests: same.requests + more.requests });
}

/** Coarser, by tenths of the window, so that they stay few however many runs there are. */
export function coarseShares(shares: readonly RunSpending[], rules: BucketRules, now: number): readonly RunSpending[] {
  const width = rules.windowSeconds * 1000 * RECENT;
  return shares
    .filter(({ at }) => counts(at, rules, now))
    .map((share) => ({ ...share, at: Math.ceil(Math.ceil(share.at / width) * width) }))
    .reduce<readonly RunSpending[]>(withShare, []);
}
