import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buckets, type BucketRules } from '../bucket.ts';
import { forecastOf } from './forecast.ts';
import { requestsOf, type RunWork, type WorkCost } from './run-work.ts';
import { sharesOf } from './shares.ts';
import { simulateRun } from './simulate-run.ts';
import { freshSupply, type AccountSupply, type BucketSupply } from './supply.ts';

const rules: BucketRules = { limit: 20, windowSeconds: 60, reserve: 0 };
const fresh: AccountSupply = { api: freshSupply(rules), git: freshSupply(rules), raw: freshSupply(rules), webhooks: freshSupply(rules) };

const anyCost: fc.Arbitrary<WorkCost> = fc.record({
  requests: fc.record({ api: fc.nat(30), git: fc.nat(10) }),
  seconds: fc.nat(40),
});
const anyWork: fc.Arbitrary<RunWork> = fc.record({
  listing: anyCost,
  tasks: fc.array(anyCost, { maxLength: 40 }),
  concurrency: fc.integer({ min: 1, max: 5 }),
});
const anySupply: fc.Arbitrary<BucketSupply> = fc
  .array(fc.record({ afterSeconds: fc.nat(150), requests: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 6 })
  .map((refills) => ({
    windowSeconds: rules.windowSeconds,
    usable: refills.reduce((total, { requests }) => total + requests, 0),
    refills: [...refills].sort((a, b) => a.afterSeconds - b.afterSeconds),
  }));
const anyAccount: fc.Arbitrary<AccountSupply> = fc.record({ api: anySupply, git: anySupply, raw: anySupply, webhooks: anySupply });
const anyAccounts = fc.array(anyAccount, { minLength: 1, maxLength: 5 });

const whatever = (check: (work: RunWork, accounts: readonly AccountSupply[], further: AccountSupply, more: WorkCost) => void) => {
  fc.assert(fc.property(anyWork, anyAccounts, anyAccount, anyCost, check), { numRuns: 300 });
};

describe('a forecast, whatever the work and whatever the accounts have left', () => {
  it('is the same every time', () => {
    whatever((work, accounts) => {
      const question = { work, accounts, fresh, withinSeconds: 100 };
      expect(forecastOf(question)).toEqual(forecastOf(structuredClone(question)));
    });
  });

  it('is never slower with one more account', () => {
    whatever((work, accounts, further) => {
      expect(simulateRun(work, [...accounts, further]).seconds).toBeLessThanOrEqual(simulateRun(work, accounts).seconds);
    });
  });

  it('is never faster with one more repository, nor with a repository that costs more', () => {
    whatever((work, accounts, _, more) => {
      const { seconds } = simulateRun(work, accounts);
      const { tasks } = work;
      for (const place of [0, Math.floor(tasks.length / 2), tasks.length]) {
        const longer = { ...work, tasks: [...tasks.slice(0, place), more, ...tasks.slice(place)] };
        expect(simulateRun(longer, accounts).seconds).toBeGreaterThanOrEqual(seconds);
      }
      const dearer = { ...work, tasks: tasks.map((task, index) => (index === 0 ? sumOf(task, more) : task)) };
      expect(simulateRun(dearer, accounts).seconds).toBeGreaterThanOrEqual(seconds);
    });
  });

  it('is never slower with more tasks at the same time', () => {
    whatever((work, accounts) => {
      const { seconds } = simulateRun(work, accounts);
      expect(simulateRun({ ...work, concurrency: work.concurrency + 1 }, accounts).seconds).toBeLessThanOrEqual(seconds);
    });
  });

  it('is never faster than the work itself, and without enough in all windows together it is not done', () => {
    whatever((work, accounts) => {
      const { seconds } = simulateRun(work, accounts);
      const longest = Math.max(0, ...work.tasks.map((task) => task.seconds));
      expect(seconds).toBeGreaterThanOrEqual(work.listing.seconds + longest);
      for (const bucket of buckets) {
        const usable = accounts.reduce((total, account) => total + account[bucket].usable, 0);
        const windows = 1 + Math.floor(seconds / rules.windowSeconds);
        expect(requestsOf(work)[bucket] ?? 0).toBeLessThanOrEqual(windows * usable);
      }
    });
  });

  it('waits only within the run, and not at all where there is enough of everything', () => {
    whatever((work, accounts) => {
      const { seconds, waits } = simulateRun(work, accounts);
      for (const { from, until } of waits) {
        expect(from).toBeLessThan(until);
        expect(until).toBeLessThanOrEqual(seconds);
      }
      const plenty = freshSupply({ ...rules, limit: 10_000 });
      expect(simulateRun(work, [{ api: plenty, git: plenty, raw: plenty, webhooks: plenty }]).waits).toEqual([]);
    });
  });

  it('names the fewest accounts that do, or none where no number would', () => {
    whatever((work, accounts) => {
      const withinSeconds = 90;
      const { accountsNeeded, gains, fastestSeconds } = forecastOf({ work, accounts, fresh, withinSeconds });
      const first = gains.find(({ seconds }) => seconds <= withinSeconds);
      if (first) expect(accountsNeeded).toBe(first.accounts);
      else expect(accountsNeeded === null).toBe(fastestSeconds > withinSeconds);
    });
  });

  it('shares out every request, and no more to anybody than it has in the time', () => {
    fc.assert(
      fc.property(fc.array(anySupply, { minLength: 1, maxLength: 6 }), fc.nat(60), fc.nat(300), (supplies, requests, seconds) => {
        const offers = supplies.map((supply) => sharesOf(1e9, [supply], seconds)[0] ?? 0);
        const shares = sharesOf(requests, supplies, seconds);
        expect(total(shares)).toBe(Math.min(requests, total(offers)));
        for (const [index, share] of shares.entries()) expect(share).toBeLessThanOrEqual(offers[index]!);
      }),
    );
  });
});

function sumOf(one: WorkCost, other: WorkCost): WorkCost {
  const of = (bucket: 'api' | 'git') => (one.requests[bucket] ?? 0) + (other.requests[bucket] ?? 0);
  return { requests: { api: of('api'), git: of('git') }, seconds: one.seconds + other.seconds };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
