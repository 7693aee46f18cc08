import type { BucketRules } from './bucket.ts';

/** Requests that were spent, counted from a time on (milliseconds since 1970) by which the provider has counted them. */
export interface Spending {
  readonly at: number;
  readonly requests: number;
}

/** Whether the window has not passed over a time yet. */
export function counts(at: number, { windowSeconds }: BucketRules, now: number): boolean {
  return at + windowSeconds * 1000 > now;
}

export function sum(items: readonly { readonly requests: number }[]): number {
  return items.reduce((total, { requests }) => total + requests, 0);
}

/** What was spent in the same slot becomes one entry. */
export function withSpending(all: readonly Spending[], more: Spending): readonly Spending[] {
  const same = all.findLast(({ at }) => at === more.at);
  if (!same) return [...all, more];
  return all.with(all.indexOf(same), { at: more.at, requests: same.requests + more.requests });
}
