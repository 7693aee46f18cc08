import { describe, expect, it } from '@jest/globals';
import { CronSchedule } from './cron-schedule.ts';

const next = (cron: string, timezone: string, from: string, count: number): string[] => {
  const schedule = new CronSchedule({ cron, timezone });
  const times: Date[] = [];
  while (times.length < count) times.push(schedule.next(times.at(-1) ?? new Date(from))!);
  return times.map((time) => time.toISOString());
};

describe('a schedule', () => {
  it('means the wall clock of its time zone', () => {
    expect(next('0 3 * * *', 'Europe/Vienna', '2026-11-22T08:00:00Z', 2)).toEqual(['2026-11-23T02:00:00.000Z', '2026-11-24T02:00:00.000Z']);
    expect(next('0 3 * * 1-5', 'America/New_York', '2026-11-20T12:00:00Z', 2)).toEqual([
      '2026-11-23T08:00:00.000Z',
      '2026-11-24T08:00:00.000Z',
    ]);
  });

  it('runs once, at the first moment after the gap, when the clocks skip its time', () => {
    // Vienna goes from 02:00 to 03:00, Lord Howe from 02:00 to 02:30, São Paulo went from midnight to 01:00.
    expect(next('30 2 * * *', 'Europe/Vienna', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(next('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', 2)).toEqual([
      '2026-10-03T15:30:00.000Z',
      '2026-10-04T15:15:00.000Z',
    ]);
    expect(next('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00:00Z', 2)).toEqual([
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
    expect(next('*/30 * * * *', 'Europe/Vienna', '2026-03-29T00:10:00Z', 4)).toEqual([
      ...['2026-03-29T00:30:00.000Z', '2026-03-29T01:00:00.000Z'],
      ...['2026-03-29T01:30:00.000Z', '2026-03-29T02:00:00.000Z'],
    ]);
  });

  it('runs once when the clocks show its time twice', () => {
    expect(next('30 2 * * *', 'Europe/Vienna', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('of every hour leaves out no hour of the day with 25', () => {
    expect(next('0 * * * *', 'Europe/Vienna', '2026-10-24T23:30:00Z', 3)).toEqual([
      ...['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000Z'],
    ]);
  });

  it('knows its last time, this very moment included', () => {
    const nightly = new CronSchedule({ cron: '30 2 * * *', timezone: 'Europe/Vienna' });
    const last = (until: string) => nightly.last(new Date(until))?.toISOString();
    expect(last('2026-11-22T01:30:00.000Z')).toBe('2026-11-22T01:30:00.000Z');
    expect(last('2026-11-22T01:29:59.999Z')).toBe('2026-11-21T01:30:00.000Z');
    expect(last('2026-10-26T01:00:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(last('2026-03-29T08:00:00.000Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('may come only once in years, or never', () => {
    expect(next('0 0 29 2 *', 'UTC', '2026-11-22T08:00:00Z', 1)).toEqual(['2028-02-29T00:00:00.000Z']);
    expect(new CronSchedule({ cron: '0 0 30 2 *', timezone: 'UTC' }).next(new Date('2026-11-22T08:00:00Z'))).toBeNull();
    expect(new CronSchedule({ cron: '0 0 30 2 *', timezone: 'UTC' }).last(new Date('2026-11-22T08:00:00Z'))).toBeNull();
  });

  it.each([
    '',
    '* * * *',
    '0 0 3 * * *',
    '0 0 3 * * * 2027',
    '@daily',
    '60 3 * * *',
    '0 24 * * *',
    '0 3 * * 8',
    'a b c d e',
    '0 3 * * *; ls',
  ])('has five fields that say something, unlike "%s"', (cron) => {
    expect(() => new CronSchedule({ cron, timezone: 'UTC' })).toThrow(expect.objectContaining({ field: 'cron' }));
  });

  it.each(['', 'Mars/Olympus', '+02:00', 'Europe/Vienna ', 'CEST1'])('needs a time zone that there is, unlike "%s"', (timezone) => {
    expect(() => new CronSchedule({ cron: '0 3 * * *', timezone })).toThrow(expect.objectContaining({ field: 'timezone' }));
  });
});
