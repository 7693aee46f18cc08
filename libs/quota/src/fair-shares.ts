import type { BucketRules } from './bucket.ts';
import type { Ledger } from './ledger.ts';
import { counts, sum, type Spending } from './spending.ts';

/** What a run has spent at a time. */
export interface RunSpending extends Spending {
  readonly runId: string;
}

/** A run that used the bucket within this part of the window is taken to want more, */
const RECENT = 1 / 10;
/** as much again as so many times what it used in it, */
const WANTED = 2;
/** and this part of what is usable at the least: it finds something when it asks. */
const LEAST_WANTED = 1 / 50;

/** What a run has of the bucket: in the whole window, and lately. */
interface Use {
  readonly runId: string;
  readonly inWindow: number;
  readonly lately: number;
}

/**
 * How many of the usable requests a run must leave to others at a time: none while it is alone, has had no more than an equal share of the
 * window, or nobody has had less. So a run that is alone may have everything; of several, each that wants its share gets it before another
 * gets more.
 */
export function heldBack(ledger: Ledger, rules: BucketRules, usable: number, runId: string, now: number): number {
  const uses = usesOf(ledger, rules, now);
  const own = uses.find((use) => use.runId === runId);
  const others = uses.filter((use) => use !== own && use.lately > 0);
  const share = usable / (others.length + 1);
  if (!own || own.inWindow <= share) return 0;
  return others
    .map(({ inWindow, lately }) => Math.min(share - inWindow, Math.max(lately * WANTED, usable * LEAST_WANTED)))
    .reduce((sum, wanted) => sum + Math.max(0, Math.ceil(wanted)), 0);
}

function usesOf({ shares, leases }: Ledger, rules: BucketRules, now: number): readonly Use[] {
  const since = now - rules.windowSeconds * 1000 * RECENT;
  const spent = shares.filter(({ at }) => counts(at, rules, now)).map((one) => ({ ...one, isRecent: one.at > since }));
  const leased = leases.map((one) => ({ ...one, isRecent: one.expiresAt > now })).filter((one) => counts(one.expiresAt, rules, now));
  const byRun = Map.groupBy([...spent, ...leased], (one) => one.runId);
  return [...byRun].flatMap(([runId, all]) =>
    runId === null ? [] : [{ runId, inWindow: sum(all), lately: sum(all.filter(({ isRecent }) => isRecent)) }],
  );
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
