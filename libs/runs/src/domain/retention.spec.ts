import { describe, expect, it } from '@jest/globals';
import type { RetentionRules } from '@holdfast/plans/contracts';
import { retentionOf } from './retention.ts';

const now = Date.parse('2026-11-23T12:00:00.000Z');
const reasons = (rules: RetentionRules, times: readonly string[], timezone = 'UTC') =>
  retentionOf(
    times.map((takenAt) => ({ id: takenAt, takenAt })),
    rules,
    timezone,
    now,
  ).map(({ id, reasons: why }) => [id, ...why]);

const nights = ['2026-11-23T02:00:00Z', '2026-11-22T02:00:00Z', '2026-11-21T02:00:00Z', '2026-11-20T02:00:00Z'];

describe('the retention of snapshots', () => {
  it('keeps everything without rules, by rules that keep nothing, and by rules that it does not know', () => {
    for (const rules of [{}, { daily: 0, last: 0 }, { daily: 1, sometimes: 2 }])
      expect(reasons(rules, nights)).toEqual(nights.map((id) => [id, 'no rules']));
  });

  it('keeps the newest whatever the rules, and whatever its age', () => {
    expect(reasons({ within: 1 }, ['2020-01-01T02:00:00Z', '2019-01-01T02:00:00Z'])).toEqual([
      ['2020-01-01T02:00:00Z', 'newest'],
      ['2019-01-01T02:00:00Z'],
    ]);
  });

  it('keeps the last so many', () => {
    expect(reasons({ last: 2 }, nights)).toEqual([[nights[0], 'newest', 'last'], [nights[1], 'last'], [nights[2]], [nights[3]]]);
  });

  it('keeps the newest of each of the last so many days that have one', () => {
    const times = ['2026-11-23T09:00:00Z', '2026-11-23T02:00:00Z', '2026-11-20T02:00:00Z', '2026-11-19T23:00:00Z'];
    expect(reasons({ daily: 2 }, times)).toEqual([[times[0], 'newest', 'daily'], [times[1]], [times[2], 'daily'], [times[3]]]);
  });

  it('means the days of the time zone', () => {
    const times = ['2026-11-22T23:30:00Z', '2026-11-22T22:30:00Z', '2026-11-22T10:00:00Z'];
    expect(reasons({ daily: 2 }, times, 'Europe/Vienna')).toEqual([[times[0], 'newest', 'daily'], [times[1], 'daily'], [times[2]]]);
    expect(reasons({ daily: 2 }, times)).toEqual([[times[0], 'newest', 'daily'], [times[1]], [times[2]]]);
  });

  it('knows weeks from Monday on, also over the new year, months, years, and both hours of the night in autumn', () => {
    const newYear = ['2027-01-03T10:00:00Z', '2026-12-28T10:00:00Z', '2026-12-27T10:00:00Z'];
    expect(reasons({ weekly: 9 }, newYear)).toEqual([[newYear[0], 'newest', 'weekly'], [newYear[1]], [newYear[2], 'weekly']]);
    expect(reasons({ monthly: 9, yearly: 9 }, newYear)).toEqual([
      [newYear[0], 'newest', 'monthly', 'yearly'],
      [newYear[1], 'monthly', 'yearly'],
      [newYear[2]],
    ]);
    const autumn = ['2026-10-25T01:15:00Z', '2026-10-25T00:45:00Z', '2026-10-25T00:15:00Z'];
    expect(reasons({ hourly: 9 }, autumn, 'Europe/Vienna')).toEqual([[autumn[0], 'newest', 'hourly'], [autumn[1], 'hourly'], [autumn[2]]]);
  });

  it('keeps what is not older than so many days', () => {
    expect(reasons({ within: 2 }, nights)).toEqual([[nights[0], 'newest', 'within'], [nights[1], 'within'], [nights[2]], [nights[3]]]);
  });

  it('keeps what any rule keeps, and says each', () => {
    expect(reasons({ last: 1, daily: 2, within: 3 }, nights)).toEqual([
      [nights[0], 'newest', 'last', 'daily', 'within'],
      [nights[1], 'daily', 'within'],
      [nights[2], 'within'],
      [nights[3]],
    ]);
  });

  it('does not mind in which order they come', () => {
    expect(reasons({ last: 1 }, [nights[2]!, nights[0]!])).toEqual([[nights[0], 'newest', 'last'], [nights[2]]]);
  });
});
