import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slotEnd, slotMs } from './slot.ts';

const hour = { limit: 1_000, windowSeconds: 3_600, reserve: 0 };

describe('a slot of time', () => {
  it('is a fiftieth of the window, and ten milliseconds at the least', () => {
    expect([3_600, 6, 0.5, 0.2].map((windowSeconds) => slotMs({ ...hour, windowSeconds }))).toEqual([72_000, 120, 10, 10]);
  });

  it('ends after whatever happens in it, by no more than its width, and where the next begins', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000_000), fc.integer({ min: 1, max: 3_600 }), (at, windowSeconds) => {
        const rules = { ...hour, windowSeconds };
        const end = slotEnd(at, rules);
        expect(end).toBeGreaterThan(at);
        expect(end - at).toBeLessThanOrEqual(slotMs(rules));
        expect(slotEnd(end - 1, rules)).toBe(end);
        expect(slotEnd(end, rules)).toBe(end + slotMs(rules));
      }),
    );
  });
});
