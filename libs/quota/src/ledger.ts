import { usableRequests, type BucketRules } from './bucket.ts';

/** Requests that were spent, counted at the latest time they can have been sent (milliseconds since 1970). */
export interface Spending {
  readonly at: number;
  readonly requests: number;
}

/** Requests that a worker may be sending right now. */
export interface OpenLease {
  readonly leaseId: string;
  readonly requests: number;
  readonly expiresAt: number;
}

/** What is known of one bucket of one account. The provider does not tell, so it is counted. */
export interface Ledger {
  readonly spent: readonly Spending[];
  readonly leases: readonly OpenLease[];
  /** The provider said no: nothing is sent before this time. */
  readonly limitedUntil: number | null;
  /** Refusals in a row without a word on how long to wait; the wait doubles with each. */
  readonly refusals: number;
}

export const emptyLedger: Ledger = { spent: [], leases: [], limitedUntil: null, refusals: 0 };

/** What an account has of a bucket at a moment. `leased` counts open leases whole, and expired ones until the window has passed over them. */
export interface LedgerBalance {
  readonly spent: number;
  readonly leased: number;
  /** May be sent now. Zero while the provider limits the account. */
  readonly available: number;
  readonly limitedUntil: number | null;
}

export function balanceOf(ledger: Ledger, rules: BucketRules, now: number): LedgerBalance {
  const spent = sum(ledger.spent.filter((spending) => counts(spending.at, rules, now)));
  const leased = sum(ledger.leases.filter((lease) => counts(lease.expiresAt, rules, now)));
  const limitedUntil = ledger.limitedUntil !== null && ledger.limitedUntil > now ? ledger.limitedUntil : null;
  const available = limitedUntil === null ? Math.max(0, usableRequests(rules) - spent - leased) : 0;
  return { spent, leased, available, limitedUntil };
}

/** When the first of the leases that are being spent right now runs out; null when nobody holds one. Until then it may be settled any moment. */
export function firstLeaseEnd(ledger: Ledger, now: number): number | null {
  const ends = ledger.leases.map(({ expiresAt }) => expiresAt).filter((end) => end > now);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The earliest time at which at least one more request may be sent, if nothing else happens. `now` when there is one already. */
export function availableFrom(ledger: Ledger, rules: BucketRules, now: number): number {
  const limited = Math.max(now, ledger.limitedUntil ?? now);
  const windowMs = rules.windowSeconds * 1000;
  const ends = [
    ...ledger.spent.map(({ at, requests }) => ({ end: at + windowMs, requests })),
    ...ledger.leases.map(({ expiresAt, requests }) => ({ end: expiresAt + windowMs, requests })),
  ]
    .filter(({ end }) => end > limited)
    .sort((a, b) => a.end - b.end);
  let over = sum(ends) - usableRequests(rules) + 1;
  if (over <= 0) return limited;
  for (const { end, requests } of ends) {
    over -= requests;
    if (over <= 0) return end;
  }
  return limited;
}

export function withLease(ledger: Ledger, lease: OpenLease): Ledger {
  return { ...ledger, leases: [...ledger.leases, lease] };
}

/** The lease ends; what was sent counts from `at` on, what was not is given back. */
export function withSettlement(ledger: Ledger, leaseId: string, spending: Spending): Ledger {
  const lease = ledger.leases.find((open) => open.leaseId === leaseId);
  if (!lease) return ledger;
  const leases = ledger.leases.filter((open) => open !== lease);
  if (spending.requests === 0) return { ...ledger, leases };
  return { ...ledger, leases, spent: [...ledger.spent, spending] };
}

/** Forgets what the window has passed over. */
export function withoutPast(ledger: Ledger, rules: BucketRules, now: number): Ledger {
  return {
    ...ledger,
    spent: ledger.spent.filter(({ at }) => counts(at, rules, now)),
    leases: ledger.leases.filter(({ expiresAt }) => counts(expiresAt, rules, now)),
  };
}

/** How long to stay away after a refusal without a word on it: a sixtieth of the window, doubled with each refusal, a window at the most. */
export function waitAfterRefusal(refusals: number, rules: BucketRules): number {
  const first = Math.max(250, (rules.windowSeconds * 1000) / 60);
  return Math.min(rules.windowSeconds * 1000, first * 2 ** Math.min(refusals, 20));
}

function counts(at: number, rules: BucketRules, now: number): boolean {
  return at + rules.windowSeconds * 1000 > now;
}

function sum(items: readonly { readonly requests: number }[]): number {
  return items.reduce((total, { requests }) => total + requests, 0);
}
