import { describe, expect, it } from '@jest/globals';
import { isTimeOfDay, windowAt } from './daily-window.ts';

const night = { start: '22:00', end: '06:00', timezone: 'Europe/Vienna' };
const open = (until: string) => ({ isOpen: true, until: new Date(until) });
const closed = (until: string) => ({ isOpen: false, until: new Date(until) });

describe('a window', () => {
  it.each([
    ['before it', '2026-11-22T20:59:59.999Z', closed('2026-11-22T21:00:00Z')],
    ['at its first moment', '2026-11-22T21:00:00.000Z', open('2026-11-23T05:00:00Z')],
    ['after midnight', '2026-11-23T03:00:00.000Z', open('2026-11-23T05:00:00Z')],
    ['at its end, which it does not hold', '2026-11-23T05:00:00.000Z', closed('2026-11-23T21:00:00Z')],
  ])('over midnight is looked at %s', (_when, now, expected) => {
    expect(windowAt(night, new Date(now))).toEqual(expected);
  });

  it('may lie within one day', () => {
    const noon = { start: '12:00', end: '12:30', timezone: 'UTC' };
    expect(windowAt(noon, new Date('2026-11-22T12:10:00Z'))).toEqual(open('2026-11-22T12:30:00Z'));
    expect(windowAt(noon, new Date('2026-11-22T13:00:00Z'))).toEqual(closed('2026-11-23T12:00:00Z'));
  });

  it('means the wall clock, also in the night in which the clocks change', () => {
    expect(windowAt(night, new Date('2026-03-28T22:00:00Z'))).toEqual(open('2026-03-29T04:00:00Z'));
    expect(windowAt(night, new Date('2026-10-24T22:00:00Z'))).toEqual(open('2026-10-25T05:00:00Z'));
  });

  it('that begins in an hour that is skipped begins after it', () => {
    const early = { start: '02:30', end: '05:00', timezone: 'Europe/Vienna' };
    expect(windowAt(early, new Date('2026-03-29T00:45:00Z'))).toEqual(closed('2026-03-29T01:00:00Z'));
    expect(windowAt(early, new Date('2026-03-29T01:00:00Z'))).toEqual(open('2026-03-29T03:00:00Z'));
  });
});

describe('a time of day', () => {
  it.each(['00:00', '06:30', '23:59'])('is %s', (time) => {
    expect(isTimeOfDay(time)).toBe(true);
  });

  it.each(['24:00', '6:30', '06:60', '06:30:00', '', ' 06:30', 'noon'])('is not "%s"', (time) => {
    expect(isTimeOfDay(time)).toBe(false);
  });
});
