import type { BucketRules } from './bucket.ts';
import { coarseShares, withShare, type RunSpending } from './fair-shares.ts';
import { withoutOwn, type ForeignRequests } from './foreign-requests.ts';
import { counts, withSpending, type Spending } from './spending.ts';

/** Requests that a worker may be sending right now. */
export interface OpenLease {
  readonly leaseId: string;
  readonly requests: number;
  readonly expiresAt: number;
  /** Who spends it; null when it was granted before this was noted. */
  readonly runId: string | null;
  /** The provider has refused one of its requests. */
  readonly refused: boolean;
}

/** What is known of one bucket of one account. The provider does not tell, so it is counted. */
export interface Ledger {
  readonly spent: readonly Spending[];
  readonly leases: readonly OpenLease[];
  /** What was spent once more, by run, for fair shares. */
  readonly shares: readonly RunSpending[];
  readonly foreign: ForeignRequests | null;
  /** The provider said no: nothing is sent before this time. */
  readonly limitedUntil: number | null;
  /** Refusals in a row, with no request served between. */
  readonly refusals: number;
}

export const emptyLedger: Ledger = { spent: [], leases: [], shares: [], foreign: null, limitedUntil: null, refusals: 0 };

export function withLease(ledger: Ledger, lease: OpenLease): Ledger {
  return { ...ledger, leases: [...ledger.leases, lease] };
}

/** The lease ends; what was sent counts, what was not is given back. */
export function withSettlement(ledger: Ledger, leaseId: string, sent: readonly Spending[]): Ledger {
  const lease = ledger.leases.find((open) => open.leaseId === leaseId);
  if (!lease) return ledger;
  const { runId } = lease;
  const isServing = !lease.refused && sent.some(({ at }) => at >= (ledger.limitedUntil ?? 0));
  return {
    ...ledger,
    leases: ledger.leases.filter((open) => open !== lease),
    spent: sent.reduce(withSpending, ledger.spent),
    shares: runId === null ? ledger.shares : sent.map((spending) => ({ ...spending, runId })).reduce(withShare, ledger.shares),
    foreign: withoutOwn(ledger.foreign, sent),
    refusals: isServing ? 0 : ledger.refusals,
  };
}

/** What was sent without a lease, and for no run. */
export function withUnleased(ledger: Ledger, sent: Spending): Ledger {
  return { ...ledger, spent: withSpending(ledger.spent, sent), foreign: withoutOwn(ledger.foreign, [sent]) };
}

/** The provider refused a request of a lease at a time; another one that was under way by then is no further refusal in a row. */
export function withRefusal(ledger: Ledger, leaseId: string, at: number, limitedUntil: number): Ledger {
  const isFurther = at >= (ledger.limitedUntil ?? 0);
  return {
    ...ledger,
    leases: ledger.leases.map((lease) => (lease.leaseId === leaseId ? { ...lease, refused: true } : lease)),
    limitedUntil: Math.max(ledger.limitedUntil ?? 0, limitedUntil),
    refusals: isFurther ? ledger.refusals + 1 : ledger.refusals,
  };
}

/** Forgets what the window has passed over. */
export function withoutPast(ledger: Ledger, rules: BucketRules, now: number): Ledger {
  return {
    ...ledger,
    spent: ledger.spent.filter(({ at }) => counts(at, rules, now)),
    leases: ledger.leases.filter(({ expiresAt }) => counts(expiresAt, rules, now)),
    shares: coarseShares(ledger.shares, rules, now),
    foreign: ledger.foreign && ledger.foreign.goneBy > now ? ledger.foreign : null,
  };
}
