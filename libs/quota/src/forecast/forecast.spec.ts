import { describe, expect, it } from '@jest/globals';
import type { BucketRules } from '../bucket.ts';
import { accountsOf, forecastOf, MOST_ACCOUNTS } from './forecast.ts';
import type { RunWork, WorkCost } from './run-work.ts';
import { sharesOf } from './shares.ts';
import { freshSupply, type AccountSupply, type BucketSupply } from './supply.ts';

const hourly: BucketRules = { limit: 1_000, windowSeconds: 3_600, reserve: 0 };
const supply = (api: BucketSupply): AccountSupply => {
  const other = freshSupply({ ...hourly, limit: 60_000 });
  return { api, git: other, raw: other, webhooks: other };
};
const fresh = supply(freshSupply(hourly));
const spent = supply({ windowSeconds: 3_600, usable: 1_000, refills: [{ afterSeconds: 1_800, requests: 1_000 }] });
const nothing: WorkCost = { requests: {}, seconds: 0 };
const work = (repositories: number, task: WorkCost, concurrency = 8): RunWork => ({
  ...{ listing: nothing, concurrency },
  tasks: Array.from({ length: repositories }, () => task),
});
const ask = (asked: RunWork, accounts = [fresh], withinSeconds: number | null = null) =>
  forecastOf({ work: asked, accounts, fresh, withinSeconds });

describe('the forecast of a run', () => {
  it('is nothing for no repository', () => {
    expect(ask(work(0, nothing))).toEqual({
      ...{ requests: {}, seconds: 0, waits: [], waitedSeconds: 0, fastestSeconds: 0, workSeconds: 0, accountsNeeded: 1 },
      gains: [{ accounts: 1, seconds: 0, gainedSeconds: null }],
    });
  });

  it('takes as long as the work while the quota lasts', () => {
    const { seconds, waits, requests } = ask(work(80, { requests: { api: 10, git: 3 }, seconds: 20 }));
    expect([seconds, waits, requests]).toEqual([200, [], { api: 800, git: 240 }]);
  });

  it('waits until what was sent first leaves the window, and no longer', () => {
    const { seconds, waits, waitedSeconds } = ask(work(150, { requests: { api: 10 }, seconds: 1 }));
    // A hundred tasks begin in twelve turns of eight and one of four; the next eight get what the first turn had sent, the other 42 go on from there.
    expect(waits).toEqual([{ bucket: 'api', from: 12, until: 3_600 }]);
    expect([waitedSeconds, seconds]).toEqual([3_588, 3_607]);
  });

  it('begins with what the accounts have left: one with nothing waits for what it has spent', () => {
    expect(ask(work(8, { requests: { api: 10 }, seconds: 5 }), [spent])).toMatchObject({
      ...{ seconds: 1_805, accountsNeeded: 2 },
      waits: [{ bucket: 'api', from: 0, until: 1_800 }],
      gains: [
        { accounts: 1, seconds: 1_805, gainedSeconds: null },
        { accounts: 2, seconds: 5, gainedSeconds: 1_800 },
      ],
    });
  });

  it('has the list made by the first account alone, whatever the others have', () => {
    const listed: RunWork = { ...work(1, nothing), listing: { requests: { api: 1 }, seconds: 2 } };
    expect(ask(listed, [spent, fresh]).seconds).toBe(1_802);
    expect(ask(listed, [fresh, spent]).seconds).toBe(2);
  });

  it('says what each further account gains, until more make no difference', () => {
    const { gains } = ask(work(400, { requests: { api: 10 }, seconds: 1 }));
    expect(gains.map(({ accounts, seconds }) => [accounts, seconds])).toEqual([
      ...[
        [1, 10_813],
        [2, 3_625],
        [3, 3_613],
        [4, 50],
      ],
    ]);
    expect(gains.map(({ gainedSeconds }) => gainedSeconds)).toEqual([null, 7_188, 12, 3_563]);
  });

  it('looks no further than eight accounts ahead, as each costs time', () => {
    const { gains } = ask(work(9_000, { requests: { api: 10 }, seconds: 1 }, 64), [fresh, fresh]);
    expect(gains.map(({ accounts }) => accounts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('says how many accounts a window needs', () => {
    const asked = work(400, { requests: { api: 10 }, seconds: 1 });
    expect([20_000, 10_000, 3_620, 60].map((within) => ask(asked, [fresh], within).accountsNeeded)).toEqual([1, 2, 3, 4]);
  });

  it('names no number of accounts where the work itself takes longer than the window', () => {
    const { accountsNeeded, fastestSeconds, workSeconds } = ask(work(400, { requests: { api: 10 }, seconds: 1 }), [fresh], 49);
    expect([accountsNeeded, fastestSeconds, workSeconds]).toEqual([null, 50, 50]);
  });

  it('tells work that is too long from work that even many accounts cannot pay in time', () => {
    const { accountsNeeded, fastestSeconds, workSeconds } = ask(work(7_000, { requests: { api: 10 }, seconds: 1 }, 100), [fresh], 3_000);
    expect([accountsNeeded, fastestSeconds, workSeconds]).toEqual([null, 3_606, 70]);
  });

  it('answers for ten thousand repositories while a person waits', () => {
    const started = performance.now();
    const { seconds } = ask(work(10_000, { requests: { api: 10, git: 4 }, seconds: 3 }, 32), [fresh], 7_200);
    expect(seconds).toBeGreaterThan(99 * 3_600);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('supposes fresh accounts beside those at hand', () => {
    expect(accountsOf(3, [spent], fresh)).toEqual([spent, fresh, fresh]);
    expect(accountsOf(1, [spent, fresh], fresh)).toEqual([spent]);
    expect(accountsOf(MOST_ACCOUNTS, [], fresh)).toHaveLength(64);
  });
});

describe('the shares of accounts', () => {
  const having = (usable: number, left: number): BucketSupply => ({
    ...{ windowSeconds: 3_600, usable },
    refills: [{ afterSeconds: 0, requests: left }],
  });

  it('are even for even accounts', () => {
    expect(sharesOf(100, [having(1_000, 1_000), having(1_000, 1_000), having(1_000, 1_000)], 60)).toEqual([34, 33, 33]);
  });

  it('leave everybody the same share of the limit', () => {
    expect(sharesOf(600, [having(1_000, 1_000), having(2_000, 2_000)], 60)).toEqual([200, 400]);
  });

  it('spare an account that has less left', () => {
    expect(sharesOf(300, [having(1_000, 1_000), having(1_000, 500)], 60)).toEqual([300, 0]);
    expect(sharesOf(700, [having(1_000, 1_000), having(1_000, 500)], 60)).toEqual([600, 100]);
  });

  it('take everything there is in each window that passes', () => {
    expect(sharesOf(2_500, [having(1_000, 1_000), having(1_000, 500)], 3_700)).toEqual([1_750, 750]);
  });
});
