import { describe, expect, it } from '@jest/globals';
import type { AccountCommand } from './account.decider.ts';
import type { AccountEvent } from './account.events.ts';
import { limitForSeats, noLimits, rulesOf } from './limits.ts';
import { at, given, grant, granted, rules, spender, t0 } from './testing/ann.ts';

describe('what headers tell', () => {
  const report = (more: object): AccountCommand => ({
    ...{ type: 'ReportQuota', spender, limit: null, windowSeconds: null, remaining: null, now: t0, rules },
    ...more,
  });
  const learned = (limit: number, windowSeconds: number | null = null): AccountEvent => ({
    type: 'AccountLimitLearned',
    data: { ...spender, at: at(0), limit, windowSeconds },
  });
  const size = (...events: readonly AccountEvent[]) =>
    given(...events)
      .when(grant)
      .map((event) => event.type === 'QuotaLeaseGranted' && event.data.requests);

  it('is the limit, which is learned once', () => {
    expect(given().when(report({ limit: 250 }))).toEqual([learned(250)]);
    expect(given(learned(250)).when(report({ limit: 250 }))).toEqual([]);
    expect(given().when(report({ limit: 100 }))).toEqual([]);
    expect(given().when(report({ limit: 0 }))).toEqual([]);
  });

  it('is the limit from then on', () => {
    expect(size(learned(1_000))).toEqual([113]);
  });

  it('is the window too, when they say so', () => {
    expect(given().when(report({ limit: 100, windowSeconds: 60 }))).toEqual([learned(100, 60)]);
    expect(given(learned(100, 60)).when(report({ limit: 100, windowSeconds: 60 }))).toEqual([]);
    expect(given(learned(100, 60)).when(report({ limit: 100 }))).toEqual([]);
  });

  it('is that others use the account, when less is left than is known', () => {
    const others: AccountEvent = {
      type: 'AccountUsedByOthers',
      data: { ...spender, at: at(0), foreign: { at: at(1.2), requests: 60, staysUntil: at(0), goneBy: at(60) } },
    };
    expect(given().when(report({ remaining: 40 }))).toEqual([others]);
    expect(given(others).when(report({ remaining: 40 }))).toEqual([]);
    expect(size(others)).toEqual([3]);
  });

  it('is no news when what is missing may be leased, or is hardly more than is known', () => {
    expect(given(granted()).when(report({ remaining: 88 }))).toEqual([]);
    expect(given(granted()).when(report({ remaining: 86 }))).toEqual([]);
    expect(given(granted()).when(report({ remaining: 85 }))).toMatchObject([{ type: 'AccountUsedByOthers' }]);
  });
});

describe('what an administrator says', () => {
  const setting = (limits: object, seats: number | null = null): AccountCommand => ({
    ...{ type: 'SetAccountLimits', accountId: 'ann', limits, seats, now: t0, rules },
  });
  const api = { limit: 400, reserve: 0.5 };
  const set: AccountEvent = { type: 'AccountLimitsSet', data: { accountId: 'ann', at: at(0), limits: { api }, seats: null } };

  it('is recorded, once', () => {
    expect(given().when(setting({ api }))).toEqual([set]);
    expect(given(set).when(setting({ api }))).toEqual([]);
    expect(given(set).when(setting({}))).toMatchObject([{ data: { limits: {} } }]);
  });

  it('holds from then on', () => {
    expect(given(set).when(grant)).toMatchObject([{ data: { requests: 25 } }]);
  });
});

describe('the rules of an account', () => {
  const learned = { api: { limit: 250, windowSeconds: 60 } };

  it('are the configured ones, unless headers told other ones', () => {
    expect(rulesOf({ limits: noLimits }, 'api', rules)).toEqual({ ...rules.api, limitFrom: 'settings' });
    expect(rulesOf({ limits: { learned, set: {} } }, 'api', rules)).toEqual({
      ...{ limit: 250, windowSeconds: 60, reserve: 0.1, limitFrom: 'headers' },
    });
    expect(rulesOf({ limits: { learned, set: {} } }, 'git', rules)).toEqual({ ...rules.git, limitFrom: 'settings' });
  });

  it('are what an administrator set, who may set the reserve alone', () => {
    const set = { api: { limit: 40, reserve: null }, git: { limit: null, reserve: 0 } };
    expect(rulesOf({ limits: { learned, set } }, 'api', rules)).toMatchObject({ limit: 40, reserve: 0.1, limitFrom: 'administrator' });
    expect(rulesOf({ limits: { learned, set } }, 'git', rules)).toMatchObject({ limit: 100, reserve: 0, limitFrom: 'settings' });
  });
});

describe('the limit for paid seats', () => {
  it.each([
    [1, 1_000],
    [100, 1_000],
    [101, 1_010],
    [250, 2_500],
    [1_000, 10_000],
    [5_000, 10_000],
  ])('of %d is %d requests an hour', (seats, limit) => {
    expect(limitForSeats(seats)).toBe(limit);
  });
});
