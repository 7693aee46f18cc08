import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { account } from './account.decider.ts';
import type { AccountEvent } from './account.events.ts';
import { ledgerOf, type AccountState } from './account.state.ts';
import { availableFrom, balanceOf } from './balance.ts';
import { buckets, usableRequests, type Bucket, type QuotaRules } from './bucket.ts';
import { historyOf, mostInAnyWindow, type History, type Step } from './testing/account-history.ts';

const bucketRules = { limit: 120, windowSeconds: 60, reserve: 0.1 };
const rules: QuotaRules = { api: bucketRules, git: bucketRules, raw: bucketRules, webhooks: bucketRules };
const window = bucketRules.windowSeconds * 1_000;
const usable = usableRequests(bucketRules);

/** Steps whose clocks are at most `disagreement` milliseconds ahead. Pauses are short mostly, and sometimes longer than the window. */
function anySteps(disagreement: number): fc.Arbitrary<readonly Step[]> {
  const step = fc.record<Step>({
    pause: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: Math.ceil(window / 40) }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * window }) },
    ),
    ahead: fc.integer({ min: 0, max: disagreement }),
    bucket: fc.constantFrom<Bucket>('api', 'api', 'git'),
    deed: fc.oneof(
      { weight: 10, arbitrary: fc.constant({ kind: 'grant' } as const) },
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('settle' as const),
          which: fc.nat(20),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          when: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('refuse' as const), retryAfterSeconds: fc.option(fc.integer({ min: -5, max: 120 })) }),
      },
      { weight: 1, arbitrary: fc.constant({ kind: 'reject' } as const) },
    ),
  });
  return fc.array(step, { maxLength: 700, size: 'max' });
}

const afterAnySteps = (check: (history: History) => void, disagreement = 0) => {
  fc.assert(
    fc.property(anySteps(disagreement), (steps) => {
      check(historyOf(steps, rules));
    }),
    { numRuns: 60 },
  );
};

describe('an account, whatever is granted, settled, forgotten and refused', () => {
  it('never lets more than the usable requests be sent in any window', () => {
    afterAnySteps(({ leases }) => {
      expect(mostInAnyWindow(leases, window)).toBeLessThanOrEqual(usable);
    });
  });

  it('keeps to a window that is shorter by no more than the clocks disagree', () => {
    const disagreement = 5_000;
    afterAnySteps(({ leases }) => {
      expect(mostInAnyWindow(leases, window - disagreement)).toBeLessThanOrEqual(usable);
    }, disagreement);
  });

  it('uses all of it when nobody dies: it is not safe by doing nothing', () => {
    const greedy = Array.from({ length: 60 }, (_, index) => ({
      ...{ pause: 500, ahead: 0, bucket: 'api' as const },
      deed: index % 2 === 0 ? ({ kind: 'grant' } as const) : ({ kind: 'settle', which: 0, share: 1, when: 0.5 } as const),
    }));
    expect(mostInAnyWindow(historyOf(greedy, rules).leases, window)).toBe(usable);
  });

  it('grants nothing that was refused until the refusal has passed', () => {
    afterAnySteps(({ events }) => {
      const refusedUntil = new Map<string, number>();
      for (const event of events) {
        if (event.type === 'AccountRateLimited') {
          const { bucket, limitedUntil } = event.data;
          refusedUntil.set(bucket, Math.max(refusedUntil.get(bucket) ?? 0, Date.parse(limitedUntil)));
        }
        if (event.type !== 'QuotaLeaseGranted') continue;
        expect(Date.parse(event.data.grantedAt)).toBeGreaterThanOrEqual(refusedUntil.get(event.data.bucket) ?? 0);
      }
    });
  });

  it('names no time in the past', () => {
    afterAnySteps(({ commands, state, now }) => {
      for (const { command, events } of commands)
        for (const time of events.flatMap(endsNamedIn)) expect(Date.parse(time)).toBeGreaterThan(command.now);
      for (const bucket of buckets) expect(availableFrom(ledgerOf(state, bucket), rules[bucket], now)).toBeGreaterThanOrEqual(now);
    });
  });

  it('has as much at any time with its books closed as if they never were', () => {
    let closings = 0;
    afterAnySteps(({ events, state, now }) => {
      const entries = events.filter(({ type }) => type !== 'AccountBooksClosed');
      closings += events.length - entries.length;
      const neverClosed = entries.reduce(account.evolve, account.initialState);
      for (const later of [0, 1_000, 20_000, window, 2 * window])
        expect(outlook(state, now + later)).toEqual(outlook(neverClosed, now + later));
    });
    expect(closings).toBeGreaterThan(0);
  });

  it('never counts more than the limit in all: spent, leased, sent by others, and still available', () => {
    afterAnySteps(({ state, now }) => {
      for (const later of [0, 1_000, 20_000, window])
        for (const bucket of buckets) {
          const { spent, leased, foreign, available } = balanceOf(ledgerOf(state, bucket), rules[bucket], now + later);
          expect(spent + leased + available).toBeLessThanOrEqual(usable);
          if (available > 0) expect(spent + leased + foreign + available).toBeLessThanOrEqual(bucketRules.limit);
        }
    });
  });

  it('is known whole from the last closing of its books on', () => {
    afterAnySteps(({ events, state }) => {
      const opening = Math.max(0, events.findLastIndex(account.opensBooks));
      expect(events.slice(opening).reduce(account.evolve, account.initialState)).toEqual(state);
      expect(events.length - opening).toBeLessThanOrEqual(200);
    });
  });
});

function endsNamedIn(event: AccountEvent): readonly string[] {
  if (event.type === 'QuotaLeaseGranted') return [event.data.expiresAt];
  return event.type === 'AccountRateLimited' ? [event.data.limitedUntil] : [];
}

/** What can be known of an account at a time: all that decisions and people look at. */
function outlook(state: AccountState, at: number) {
  return buckets.map((bucket) => {
    const ledger = ledgerOf(state, bucket);
    return { ...balanceOf(ledger, rules[bucket], at), from: availableFrom(ledger, rules[bucket], at), refusals: ledger.refusals };
  });
}
