import { describe, expect, it } from '@jest/globals';
import { IsTime } from './is-time.ts';
import { fieldsRefused } from './testing/requested.ts';

class Appointment {
  @IsTime()
  at!: string;
}

describe('a time in a request', () => {
  it.each([
    '2026-11-22',
    '2026-11-22T08:00Z',
    '2026-11-22T08:00:00Z',
    '2026-11-22T08:00:00.123456Z',
    '2026-11-22T08:00:00+05:30',
    '2024-02-29T23:59:59-08:00',
  ])('may be %s', async (at) => {
    expect(await fieldsRefused(Appointment, { at })).toEqual([]);
  });

  it.each([
    ['without an offset, so that it depends on the machine', '2026-11-22T08:00:00'],
    ['on a day that is not in the calendar', '2026-02-30'],
    ['on a day that is not in the calendar, with a time', '2025-02-29T08:00:00Z'],
    ['in a month that is not in the calendar', '2026-13-01'],
    ['at an hour that is not on the clock', '2026-11-22T25:00:00Z'],
    ['with an offset that nobody has', '2026-11-22T08:00:00+99:00'],
    ['as a week', '2026-W47'],
    ['as a day of the year', '2026-326'],
    ['in words', 'Sun, 22 Nov 2026 08:00:00 GMT'],
    ['as nothing', ''],
    ['as a number', 1_795_334_400_000],
    ['as a list', ['2026-11-22']],
    ['as null', null],
  ])('is refused %s', async (_, at) => {
    expect(await fieldsRefused(Appointment, { at })).toEqual(['at']);
  });
});
