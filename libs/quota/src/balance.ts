import { usableRequests, type BucketRules } from './bucket.ts';
import { heldBack } from './fair-shares.ts';
import { foreignAt } from './foreign-requests.ts';
import type { Ledger } from './ledger.ts';
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

/** The earliest time at which at least one more request may be sent, if nothing else happens. `now` when there is one already. */
export function availableFrom(ledger: Ledger, rules: BucketRules, now: number, runId?: string): number {
  const isAvailable = (at: number) => balanceOf(ledger, rules, at, runId).available > 0;
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
