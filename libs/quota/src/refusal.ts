import type { BucketRules } from './bucket.ts';
import type { ForeignRequests } from './foreign-requests.ts';
import type { Ledger } from './ledger.ts';
import { slotEnd } from './slot.ts';
import { counts, sum } from './spending.ts';

/** How long to stay away after a refusal without a word on it: a sixtieth of the window, doubled with each refusal, a window at the most. */
export function waitAfterRefusal(refusals: number, { windowSeconds }: BucketRules): number {
  const window = windowSeconds * 1000;
  return Math.ceil(Math.min(window, (window / 60) * 2 ** Math.min(refusals, 20)));
}

/** Of so many requests that the provider has counted in the window, those that were not ours. Leases that are open may have sent some of them. */
export function foreignAmong(counted: number, { spent }: Ledger, rules: BucketRules, now: number): ForeignRequests {
  const own = sum(spent.filter(({ at }) => counts(at, rules, now)));
  return { at: slotEnd(now, rules), requests: Math.max(0, counted - own) };
}
