import type { BucketRules } from './bucket.ts';
import type { Spending } from './spending.ts';

/** Requests that others sent with the account, its owner or CI, as the provider let know at a time (milliseconds since 1970). */
export interface ForeignRequests {
  readonly at: number;
  readonly requests: number;
}

/**
 * What is left of them at a time. Within a window they leave the provider's count, unless others go on sending: so most of them are expected
 * to stay for a while, and none after a window. If others send more than that, the next refusal tells.
 */
export function foreignAt(foreign: ForeignRequests | null, { windowSeconds }: BucketRules, now: number): number {
  if (foreign === null) return 0;
  const passed = Math.max(0, (now - foreign.at) / (windowSeconds * 1000));
  return passed >= 1 ? 0 : Math.ceil(foreign.requests * (1 - passed ** 2));
}

/** Own requests that were settled after others were concluded, and sent before, were taken for theirs. */
export function withoutOwn(foreign: ForeignRequests | null, own: readonly Spending[]): ForeignRequests | null {
  if (foreign === null) return null;
  const mistaken = own.filter(({ at }) => at <= foreign.at).reduce((sum, { requests }) => sum + requests, 0);
  return mistaken === 0 ? foreign : { ...foreign, requests: Math.max(0, foreign.requests - mistaken) };
}
