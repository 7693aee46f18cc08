import { counts, type Spending } from './spending.ts';
import type { BucketRules } from './bucket.ts';

/** Requests that others sent with the account, its owner or CI, as the provider let know. Times are milliseconds since 1970. */
export interface ForeignRequests {
  /** Own requests that were answered by then are not among them. */
  readonly at: number;
  readonly requests: number;
  /** Until then all of them are expected to count, and from `goneBy` on none. */
  readonly staysUntil: number;
  readonly goneBy: number;
}

/**
 * What is to be expected of them at a time. The provider forgets them within a window, unless others go on: so few are expected to be gone
 * soon. Others do not send evenly, so a little more is expected than was seen, twice the root: what random numbers stay within.
 */
export function foreignAt(foreign: ForeignRequests | null, now: number): number {
  if (foreign === null || now >= foreign.goneBy) return 0;
  const { requests, staysUntil, goneBy } = foreign;
  const passed = Math.max(0, now - staysUntil) / (goneBy - staysUntil);
  return Math.ceil((requests + 2 * Math.sqrt(requests)) * (1 - passed ** 2));
}

/** Of so many requests that the provider counts, those that are not ours. Leases that are open may have sent some of them: see `withoutOwn`. */
export function foreignAmong(counted: number, own: readonly Spending[], rules: BucketRules, now: number): number {
  const ours = own.filter(({ at }) => counts(at, rules, now)).reduce((sum, { requests }) => sum + requests, 0);
  return Math.max(0, counted - ours);
}

/** Own requests that are settled after others were concluded, and were sent before, had been taken for theirs. */
export function withoutOwn(foreign: ForeignRequests | null, own: readonly Spending[]): ForeignRequests | null {
  if (foreign === null) return null;
  const mistaken = own.filter(({ at }) => at <= foreign.at).reduce((sum, { requests }) => sum + requests, 0);
  return mistaken === 0 ? foreign : { ...foreign, requests: Math.max(0, foreign.requests - mistaken) };
}
