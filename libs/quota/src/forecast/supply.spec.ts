import { describe, expect, it } from '@jest/globals';
import { freshSupply, supplyOf } from './supply.ts';

const rules = { limit: 100, windowSeconds: 1_000, reserve: 0.1 };
const now = Date.parse('2026-11-22T08:00:00.000Z');
/** What is available from so many seconds on. */
const refillsOf = (...steps: readonly (readonly [seconds: number, available: number])[]) =>
  supplyOf(rules, now, (at) => steps.findLast(([seconds]) => at >= now + seconds * 1_000)?.[1] ?? 0).refills;

describe('what an account will have', () => {
  it('is everything at once when nothing was spent', () => {
    expect(freshSupply(rules)).toEqual({ windowSeconds: 1_000, usable: 90, refills: [{ afterSeconds: 0, requests: 90 }] });
    expect(refillsOf([0, 90])).toEqual(freshSupply(rules).refills);
  });

  it('is what is left, and what was spent when it leaves the window', () => {
    expect(refillsOf([0, 20], [100, 40], [700, 90])).toEqual([
      { afterSeconds: 0, requests: 20 },
      { afterSeconds: 100, requests: 20 },
      { afterSeconds: 700, requests: 50 },
    ]);
  });

  it('is looked for longer than a window, as leases may count longer, and once in each window while the provider limits it', () => {
    expect(refillsOf([0, 60], [1_200, 90])).toEqual([
      { afterSeconds: 0, requests: 60 },
      { afterSeconds: 1_200, requests: 30 },
    ]);
    expect(refillsOf([23_500, 90])).toEqual([{ afterSeconds: 24_000, requests: 90 }]);
  });

  it('comes at some time', () => {
    expect(refillsOf([1e9, 90])).toEqual([{ afterSeconds: 50_000, requests: 90 }]);
  });
});
