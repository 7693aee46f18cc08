import type { BucketRules } from './bucket.ts';

/** Requests whose answers came in one slot of time, counted at its end (milliseconds since 1970). */
export interface SentRequests {
  readonly until: number;
  readonly requests: number;
}

/** Narrower would only make more of them. */
const NARROWEST_SLOT_MS = 10;

/** The width of a slot in milliseconds: a fiftieth of the window. What is sent counts by slots, so a ledger never holds many numbers. */
export function slotMs({ windowSeconds }: BucketRules): number {
  return Math.max(NARROWEST_SLOT_MS, Math.round(windowSeconds * 20));
}

/**
 * The end of the slot in which something happened at `at` (milliseconds since 1970). The provider counts a request somewhere between its
 * sending and its answer: counted from the end of the slot of its answer on, it is never forgotten before the provider forgets it.
 */
export function slotEnd(at: number, rules: BucketRules): number {
  const width = slotMs(rules);
  return (Math.floor(at / width) + 1) * width;
}
