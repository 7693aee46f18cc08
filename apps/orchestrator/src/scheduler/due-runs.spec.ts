import { describe, expect, it } from '@jest/globals';
import { agendaAt } from './due-runs.ts';

const nightly = (followedUntil: string, cron = '30 2 * * *') => ({
  planId: 'nightly',
  schedule: { cron, timezone: 'Europe/Vienna' },
  followedUntil,
});
const at = (now: string, ...plans: Parameters<typeof agendaAt>[0]) => agendaAt(plans, new Date(now));
const dueAt = (now: string, followedUntil: string) => at(now, nightly(followedUntil)).due.map(({ scheduledFor }) => scheduledFor);

describe('the agenda', () => {
  it('has a run from its time on, until that has been followed', () => {
    expect(dueAt('2026-11-23T01:29:59.999Z', '2026-11-22T08:00:00.000Z')).toEqual([]);
    expect(dueAt('2026-11-23T01:30:00.000Z', '2026-11-22T08:00:00.000Z')).toEqual(['2026-11-23T01:30:00.000Z']);
    expect(dueAt('2026-11-23T01:30:00.000Z', '2026-11-23T01:30:00.000Z')).toEqual([]);
  });

  it('has one run for all times that were missed, the last of them', () => {
    expect(dueAt('2026-11-26T09:00:00.000Z', '2026-11-22T08:00:00.000Z')).toEqual(['2026-11-26T01:30:00.000Z']);
  });

  it('makes up for nothing that was before the plan, its schedule, or its resumption', () => {
    expect(dueAt('2026-11-23T09:00:00.000Z', '2026-11-23T08:00:00.000Z')).toEqual([]);
  });

  it('has one run in the night in which the clocks skip its time, and one in which they show it twice', () => {
    expect(dueAt('2027-03-28T00:59:00.000Z', '2027-03-27T01:30:00.000Z')).toEqual([]);
    expect(dueAt('2027-03-28T01:00:00.000Z', '2027-03-27T01:30:00.000Z')).toEqual(['2027-03-28T01:00:00.000Z']);
    expect(dueAt('2027-03-28T12:00:00.000Z', '2027-03-28T01:00:00.000Z')).toEqual([]);
    expect(dueAt('2026-10-25T00:30:00.000Z', '2026-10-24T00:30:00.000Z')).toEqual(['2026-10-25T00:30:00.000Z']);
    expect(dueAt('2026-10-25T12:00:00.000Z', '2026-10-25T00:30:00.000Z')).toEqual([]);
  });

  it('tells when the next run of any plan is due', () => {
    const hourly = nightly('2026-11-22T08:00:00.000Z', '0 * * * *');
    const never = nightly('2026-11-22T08:00:00.000Z', '0 0 30 2 *');
    expect(at('2026-11-22T08:10:00.000Z', never, nightly('2026-11-22T08:00:00.000Z'), hourly).next).toEqual(
      new Date('2026-11-22T09:00:00.000Z'),
    );
    expect(at('2026-11-22T08:10:00.000Z', never)).toEqual({ due: [], next: null, unreadable: [] });
  });

  it('goes on without a schedule that cannot be read', () => {
    const strange = {
      ...nightly('2026-11-22T08:00:00.000Z'),
      planId: 'strange',
      schedule: { cron: '0 3 * * *', timezone: 'Mars/Olympus' },
    };
    const { due, unreadable } = at('2026-11-23T02:00:00.000Z', strange, nightly('2026-11-22T08:00:00.000Z'));
    expect([due.map(({ planId }) => planId), unreadable]).toEqual([['nightly'], ['strange']]);
  });
});
