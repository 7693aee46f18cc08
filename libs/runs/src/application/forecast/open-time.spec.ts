import { describe, expect, it } from '@jest/globals';
import { endWithin, secondsOpen } from './open-time.ts';

const HOUR = 3_600;
const nightly = { start: '22:00', end: '06:00', timezone: 'UTC' };
const end = (now: string, seconds: number) => endWithin(nightly, new Date(now), seconds)?.toISOString();

describe('the time in which a window is open', () => {
  it('is from its start to its end, over midnight where the end is the earlier', () => {
    expect([secondsOpen(nightly), secondsOpen({ start: '08:30', end: '09:00' })]).toEqual([8 * HOUR, HOUR / 2]);
  });

  it('is all that work takes, where it fits', () => {
    expect(end('2026-11-22T23:00:00.000Z', 7 * HOUR)).toBe('2026-11-23T06:00:00.000Z');
  });

  it('begins when it opens', () => {
    expect(end('2026-11-22T12:00:00.000Z', HOUR)).toBe('2026-11-22T23:00:00.000Z');
  });

  it('goes on in the next nights', () => {
    expect(end('2026-11-22T23:00:00.000Z', 7 * HOUR + 1)).toBe('2026-11-23T22:00:01.000Z');
    expect(end('2026-11-22T23:00:00.000Z', 16 * HOUR)).toBe('2026-11-24T23:00:00.000Z');
  });

  it('is not looked for over more than a year', () => {
    expect(end('2026-11-22T23:00:00.000Z', 400 * 8 * HOUR)).toBeUndefined();
  });
});
