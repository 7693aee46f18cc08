import { smallestLease, usableRequests, type BucketRules } from './bucket.ts';
import { heldBack } from './fair-shares.ts';
import { foreignAt } from './foreign-requests.ts';
import type { Ledger } from './ledger.ts';
import { slotMs } from './slot.ts';
import { counts, sum } from './spending.ts';

/** What an account has of a bucket at a moment. `leased` counts open leases whole, and expired ones until the window has passed over them. */
export interface LedgerBalance {
  readonly spent: number;
  readonly leased: number;
  /** What others are taken to have spent. */
  readonly foreign: number;
  /** May be sent now. Zero while the provider limits the account. */
  readonly available: number;
  readonly limitedUntil: number | null;
}

/** With a run, `available` is what that run may have: less than the rest while others have had less than their share. */
export function balanceOf(ledger: Ledger, rules: BucketRules, now: number, runId?: string): LedgerBalance {
  const spent = sum(ledger.spent.filter(({ at }) => counts(at, rules, now)));
  const leased = sum(ledger.leases.filter(({ expiresAt }) => counts(expiresAt, rules, now)));
  const foreign = foreignAt(ledger.foreign, now);
  const limitedUntil = ledger.limitedUntil !== null && ledger.limitedUntil > now ? ledger.limitedUntil : null;
  // The reserve is there for others: only what they send beyond it is missing.
  const usable = Math.min(usableRequests(rules), rules.limit - foreign);
  const kept = runId === undefined ? 0 : heldBack(ledger, rules, usable, runId, now);
  const available = limitedUntil === null ? Math.max(0, usable - spent - leased - kept) : 0;
  return { spent, leased, foreign, available, limitedUntil };
}

/** When the first of the leases that are being spent right now runs out; null when nobody holds one. Until then it may be settled any moment. */
export function firstLeaseEnd(ledger: Ledger, now: number): number | null {
  const ends = ledger.leases.map(({ expiresAt }) => expiresAt).filter((end) => end > now);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** For so many slots a lease waits to become one that is worth its events. */
const SLOTS_OF_PATIENCE = 2;

/** What may be leased now: what is available, or nothing while that is hardly anything and there will be more in a moment. */
export function leasable(ledger: Ledger, rules: BucketRules, now: number, runId?: string): number {
  const { available } = balanceOf(ledger, rules, now, runId);
  const worthwhile = smallestLease(rules, ledger.foreign !== null);
  if (available === 0 || available >= worthwhile || ledger.foreign !== null) return available;
  const inAMoment = now + SLOTS_OF_PATIENCE * slotMs(rules);
  return balanceOf(ledger, rules, inAMoment, runId).available >= worthwhile ? 0 : available;
}

/** The earliest time at which anything may be leased, if nothing else happens. `now` when it may already. */
export function availableFrom(ledger: Ledger, rules: BucketRules, now: number, runId?: string): number {
  const isAvailable = (at: number) => leasable(ledger, rules, at, runId) > 0;
  if (isAvailable(now)) return now;
  let [before, from] = [now, whenAllIsFree(ledger, rules, now)];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (isAvailable(middle)) from = middle;
    else before = middle;
  }
  return from;
}

function whenAllIsFree({ spent, leases, foreign, limitedUntil }: Ledger, { windowSeconds }: BucketRules, now: number): number {
  const counted = [...spent.map(({ at }) => at), ...leases.map(({ expiresAt }) => expiresAt)];
  return Math.max(now, limitedUntil ?? 0, foreign?.goneBy ?? 0, ...counted.map((at) => Math.ceil(at + windowSeconds * 1000)));
}
