import { describe, expect, it } from '@jest/globals';
import { expiryNoticeAt, nextTrialAfter } from './due.ts';

describe('a credential is tried again', () => {
  const hoursAfter = (credentialId: string) =>
    (nextTrialAfter('2026-11-22T08:00:00.000Z', credentialId) - Date.parse('2026-11-22T08:00:00.000Z')) / 3_600_000;
  const hours = Array.from({ length: 200 }, (_, index) => hoursAfter(`c-${index}`));

  it('within a day, and not much sooner', () => {
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(23);
    expect(Math.max(...hours)).toBeLessThan(24);
  });

  it('at a moment of its own, always the same', () => {
    expect(new Set(hours).size).toBe(200);
    expect(hoursAfter('c-7')).toBe(hours[7]);
  });
});

describe('the notice that a credential expires', () => {
  const at = (now: string, announced: number | null = null) => expiryNoticeAt(new Date(now), '2026-12-31T12:00:00.000Z', announced);

  it.each([
    ['2026-12-01T11:59:59.000Z', null],
    ['2026-12-01T12:00:00.000Z', 30],
    ['2026-12-24T11:59:59.000Z', 30],
    ['2026-12-24T12:00:00.000Z', 7],
    ['2026-12-30T12:00:00.000Z', 1],
    ['2026-12-31T11:59:59.000Z', 1],
    ['2026-12-31T12:00:00.000Z', null],
    ['2027-01-01T00:00:00.000Z', null],
  ])('is at %s that of %s days', (now, notice) => {
    expect(at(now)).toBe(notice);
  });

  it('is given once, and never a longer one after a shorter one', () => {
    expect(at('2026-12-25T00:00:00.000Z', 7)).toBeNull();
    expect(at('2026-12-25T00:00:00.000Z', 30)).toBe(7);
    expect(at('2026-12-02T00:00:00.000Z', 7)).toBeNull();
  });
});
