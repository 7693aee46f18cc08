import type { BucketRules } from './bucket.ts';
import { foreignAmong, type ForeignRequests } from './foreign-requests.ts';
import type { Ledger } from './ledger.ts';
import { slotEnd } from './slot.ts';

/** The wait after a refusal without a word on it, as a part of the window. */
const SHORT = 1 / 60;

/** How long others are first expected to go on, as a part of the window; twice as long with each refusal while they are still expected. */
const FIRST_EXPECTED = 1 / 8;

/** What follows from a refusal without a word on how long to wait. Times are milliseconds since 1970. */
export interface ConcludedRefusal {
  readonly limitedUntil: number;
  readonly foreign: ForeignRequests;
}

/**
 * The provider has counted the whole limit: what Holdfast did not send, others did. After a short wait Holdfast goes on as its own requests
 * leave the window, and tries whether others have stopped: each time in a row that they have not, it waits twice as long with that, up to a
 * window. A refusal of a request that was under way when another was refused changes neither wait.
 */
export function concludeRefusal(ledger: Ledger, rules: BucketRules, now: number): ConcludedRefusal {
  const window = rules.windowSeconds * 1000;
  const seen = { at: slotEnd(now, rules), requests: foreignAmong(rules.limit, ledger.spent, rules, now) };
  const { limitedUntil, foreign, refusals } = ledger;
  if (limitedUntil !== null && limitedUntil > now && foreign) return { limitedUntil, foreign: { ...foreign, ...seen } };
  const staysUntil = now + Math.ceil(Math.min(window, window * SHORT * 2 ** Math.min(refusals, 20)));
  const known = foreign && foreign.goneBy > now ? foreign.goneBy - foreign.staysUntil : 0;
  const goneBy = staysUntil + Math.ceil(Math.min(window, Math.max(window * FIRST_EXPECTED, 2 * known)));
  return { limitedUntil: now + Math.ceil(window * SHORT), foreign: { ...seen, staysUntil, goneBy } };
}
