import { describe, expect, it } from '@jest/globals';
import { account, type AccountCommand } from './account.decider.ts';
import type { AccountEvent } from './account.events.ts';
import { ledgerOf, type AccountState } from './account.state.ts';
import type { QuotaRules } from './bucket.ts';
import { noLimits } from './limits.ts';

const t0 = Date.parse('2026-11-22T08:00:00.000Z');
const minute = 60_000;
const at = (minutes: number) => new Date(t0 + minutes * minute).toISOString();

const bucketRules = { limit: 100, windowSeconds: 3_600, reserve: 0.1 };
const rules: QuotaRules = { api: bucketRules, git: bucketRules, raw: bucketRules, webhooks: bucketRules };
const spender = {
  accountId: 'ann',
  bucket: 'api',
  leaseId: 'l1',
  organizationId: 'o1',
  runId: 'r1',
  taskId: 't1',
  credentialId: 'c1',
} as const;
const choice = { rule: 'most-left v2', candidates: [{ accountId: 'ann', credentialId: 'c1', available: 90, limit: 100, sees: null }] };

const grant = { type: 'GrantQuotaLease', spender, choice, now: t0, rules } as const;
const settle = (spent: number, minutes = 1) =>
  ({ type: 'SettleQuotaLease', spender, spent, now: t0 + minutes * minute, rules }) satisfies AccountCommand;
const refuse = (retryAfterSeconds: number | null, minutes = 0) =>
  ({ type: 'ReportRateLimit', spender, retryAfterSeconds, now: t0 + minutes * minute, rules }) satisfies AccountCommand;

const granted = (leaseId = 'l1', requests = 12): AccountEvent => ({
  type: 'QuotaLeaseGranted',
  data: { ...spender, leaseId, requests, grantedAt: at(0), expiresAt: at(5), choice },
});
const settled = (spent: number, minutes = 1): AccountEvent => ({
  type: 'QuotaLeaseSettled',
  data: { ...spender, spent, settledAt: at(minutes) },
});
const limited = (until: string, minutes = 0): AccountEvent => ({
  type: 'AccountRateLimited',
  data: { ...spender, at: at(minutes), limitedUntil: until, waitFrom: 'guess' },
});

const stateAfter = (...events: readonly AccountEvent[]): AccountState => events.reduce(account.evolve, account.initialState);
const given = (...events: readonly AccountEvent[]) => ({
  when: (command: AccountCommand) => account.decide(command, stateAfter(...events)),
});

describe('granting a lease', () => {
  it('says who got how much, until when, and why', () => {
    expect(given().when(grant)).toEqual([granted()]);
  });

  it('gives no more than what is left', () => {
    const spent = { ...spender, leaseId: 'big' };
    const all = given(granted('big', 89)).when(grant);
    expect(all).toEqual([granted('l1', 1)]);
    expect(given(granted('big', 90)).when(grant)).toEqual([]);
    expect(given({ type: 'AccountRejected', data: { ...spent, at: at(0), reason: 'expired' } }).when(grant)).toEqual([granted()]);
  });

  it('gives nothing while the provider refuses the account', () => {
    expect(given(limited(at(1))).when(grant)).toEqual([]);
    expect(given(limited(at(0))).when(grant)).toEqual([granted('l1', 1)]);
  });

  it('does not mind what was spent of another bucket', () => {
    const gitIsSpent: AccountEvent = {
      type: 'QuotaLeaseGranted',
      data: { ...spender, bucket: 'git', leaseId: 'g', requests: 90, grantedAt: at(0), expiresAt: at(5), choice },
    };
    expect(given(gitIsSpent).when(grant)).toEqual([granted()]);
    expect(given(gitIsSpent).when({ ...grant, spender: { ...spender, bucket: 'git' } })).toEqual([]);
  });
});

describe('settling a lease', () => {
  it('records what was sent', () => {
    expect(given(granted()).when(settle(4))).toEqual([settled(4)]);
  });

  it('records more than was leased when more was sent', () => {
    expect(given(granted()).when(settle(11))).toEqual([settled(11)]);
  });

  it('is no news a second time, nor for a lease that was never granted', () => {
    expect(given(granted(), settled(4)).when(settle(4, 2))).toEqual([]);
    expect(given(granted('another')).when(settle(4))).toEqual([]);
  });

  it('counts when it comes late', () => {
    const state = stateAfter(granted(), settled(4, 50));
    expect(ledgerOf(state, 'api')).toMatchObject({ leases: [], spent: [{ at: t0 + 50 * minute, requests: 4 }] });
  });
});

describe('settling a lease by slots', () => {
  const slots = (...sent: readonly (readonly [minute: number, requests: number])[]) =>
    sent.map(([minutes, requests]) => ({ until: t0 + minutes * minute, requests }));
  const bySlots = (sent: ReturnType<typeof slots>, minutes = 3): AccountCommand => ({
    ...settle(
      sent.reduce((sum, { requests }) => sum + requests, 0),
      minutes,
    ),
    sent,
  });

  it('says when the requests were answered, and counts them from there on', () => {
    const events = given(granted()).when(bySlots(slots([0.6, 4], [1.2, 5])));
    const sent = [
      { until: at(0.6), requests: 4 },
      { until: at(1.2), requests: 5 },
    ];
    expect(events).toEqual([{ type: 'QuotaLeaseSettled', data: { ...spender, spent: 9, settledAt: at(3), sent } }]);
    expect(ledgerOf(stateAfter(granted(), ...events), 'api')).toMatchObject({
      leases: [],
      spent: [
        { at: t0 + 0.6 * minute, requests: 4 },
        { at: t0 + 1.2 * minute, requests: 5 },
      ],
    });
  });

  it('adds up what different leases spent in the same slot', () => {
    const first = given(granted()).when(bySlots(slots([0.6, 4])));
    const other = { ...bySlots(slots([0.6, 3])), spender: { ...spender, leaseId: 'l2' } };
    const state = stateAfter(granted(), granted('l2'), ...first, ...given(granted('l2')).when(other));
    expect(ledgerOf(state, 'api').spent).toEqual([{ at: t0 + 0.6 * minute, requests: 7 }]);
  });

  it('counts nothing from later than the present slot on, whatever the clock of the worker showed', () => {
    const [settlement] = given(granted()).when(bySlots(slots([600, 2])));
    expect(settlement).toMatchObject({ data: { sent: [{ until: at(3.6), requests: 2 }] } });
  });

  it('is refused when the slots do not add up', () => {
    expect(() => given(granted()).when({ ...settle(3), sent: slots([0.6, 4]) })).toThrow(RangeError);
  });
});

describe('a refusal for the limit', () => {
  it('lasts as long as the provider said', () => {
    expect(given(granted()).when(refuse(90))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(1.5), waitFrom: 'provider' } },
    ]);
  });

  const limitedUntil = (events: readonly AccountEvent[]) =>
    events.map((event) => (event.type === 'AccountRateLimited' ? event.data.limitedUntil : null));

  it('lasts for a guess when the provider said nothing, and shows what others have spent', () => {
    expect(given(granted(), settled(4, 1)).when(refuse(null, 2))).toEqual([
      {
        type: 'AccountRateLimited',
        data: { ...spender, at: at(2), limitedUntil: at(3), waitFrom: 'guess', foreign: { at: at(2.4), requests: 96 } },
      },
    ]);
  });

  it('lasts twice as long with every further one', () => {
    expect(limitedUntil(given(limited(at(1))).when(refuse(null, 1)))).toEqual([at(3)]);
    expect(limitedUntil(given(limited(at(1)), limited(at(3), 1)).when(refuse(null, 3)))).toEqual([at(7)]);
  });

  it('lasts no longer because of another request that was under way', () => {
    const twice = given(limited(at(1))).when(refuse(null, 0.5));
    expect(limitedUntil(twice)).toEqual([at(1)]);
    expect(limitedUntil(given(limited(at(1)), ...twice).when(refuse(null, 1)))).toEqual([at(3)]);
  });

  it.each([0, -30, Number.NaN])('is guessed when the provider says to come back at once: %d', (seconds) => {
    expect(limitedUntil(given().when(refuse(seconds)))).toEqual([at(1)]);
  });

  it('never lasts longer than a day, whatever the provider said', () => {
    expect(given().when(refuse(999_999_999))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(24 * 60), waitFrom: 'provider' } },
    ]);
  });

  it('is not shortened by a later one that is shorter', () => {
    expect(ledgerOf(stateAfter(limited(at(10)), limited(at(2), 1)), 'api').limitedUntil).toBe(t0 + 10 * minute);
  });

  it('is followed by a lease of a single request, until one was served', () => {
    const tried = given(limited(at(1))).when({ ...grant, now: t0 + minute });
    expect(tried).toMatchObject([{ type: 'QuotaLeaseGranted', data: { requests: 1 } }]);
    expect(given(limited(at(1)), granted('l2', 1)).when({ ...grant, now: t0 + minute })).toMatchObject([{ data: { requests: 1 } }]);
    expect(given(limited(at(1)), granted(), settled(1, 2)).when({ ...grant, now: t0 + 2 * minute })).toMatchObject([
      { data: { requests: 12 } },
    ]);
  });

  it('is forgotten in the guess once the account served again', () => {
    const servedAgain = [limited(at(1)), granted(), settled(4, 2)];
    expect(limitedUntil(given(...servedAgain).when(refuse(null, 2)))).toEqual([at(3)]);
  });

  it('is not forgotten because of what was sent before it', () => {
    const events = given(granted(), granted('l2'), limited(at(2)), settled(4, 1)).when(refuse(null, 2));
    expect(limitedUntil(events)).toEqual([at(4)]);
  });

  it('is not forgotten because of the lease that was refused', () => {
    const events = given(limited(at(1)), granted(), limited(at(3), 1), settled(1, 3)).when(refuse(null, 3));
    expect(limitedUntil(events)).toEqual([at(7)]);
  });
});

describe('what others spend', () => {
  const refusedAfter = (...events: readonly AccountEvent[]) => [...events, ...given(...events).when(refuse(null, 2))];
  const foreignAfter = (...events: readonly AccountEvent[]) => ledgerOf(stateAfter(...events), 'api').foreign?.requests;

  it('is what the provider has counted beyond our own, and no longer ours to spend', () => {
    const events = refusedAfter(granted(), settled(12, 1));
    expect(foreignAfter(...events)).toBe(88);
    expect(given(...events).when({ ...grant, now: t0 + 3 * minute })).toEqual([]);
  });

  it('is less when a lease is settled later whose requests the provider has counted too', () => {
    const events = refusedAfter(granted(), settled(12, 1), granted('l2'));
    const late: AccountEvent = { type: 'QuotaLeaseSettled', data: { ...spender, leaseId: 'l2', spent: 7, settledAt: at(2.2) } };
    expect(foreignAfter(...events, late)).toBe(81);
    const afterwards: AccountEvent = { ...late, data: { ...late.data, settledAt: at(5) } };
    expect(foreignAfter(...events, afterwards)).toBe(88);
  });

  it('is not concluded when the provider says how long to wait: it may have other reasons', () => {
    expect(foreignAfter(...given(granted()).when(refuse(30)))).toBeUndefined();
  });
});

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
      data: { ...spender, at: at(0), foreign: { at: at(0.6), requests: 60 } },
    };
    expect(given().when(report({ remaining: 40 }))).toEqual([others]);
    expect(given(others).when(report({ remaining: 40 }))).toEqual([]);
    expect(size(others)).toEqual([5]);
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

describe('a refusal of the credential', () => {
  it('is recorded with its reason, each time', () => {
    const report = { type: 'ReportRejection', spender, reason: 'token expired', now: t0, rules } as const;
    const rejected: AccountEvent = { type: 'AccountRejected', data: { ...spender, at: at(0), reason: 'token expired' } };
    expect(given(granted()).when(report)).toEqual([rejected]);
    expect(given(granted(), rejected).when(report)).toEqual([rejected]);
  });

  it('changes nothing about what the account may send', () => {
    const rejected: AccountEvent = { type: 'AccountRejected', data: { ...spender, at: at(0), reason: 'token expired' } };
    expect(stateAfter(granted(), rejected).ledgers).toEqual(stateAfter(granted()).ledgers);
  });
});

describe('the books of an account', () => {
  const busy = Array.from({ length: 199 }, (_, index) => granted(`old${index}`, 0));

  it('are closed with the two hundredth event, and hold what still counts', () => {
    expect(given(...busy.slice(1)).when(grant)).toHaveLength(1);
    const [entry, closing] = given(limited(at(-2), -3), ...busy.slice(1)).when({ ...grant, now: t0 + 65 * minute });
    expect(entry?.type).toBe('QuotaLeaseGranted');
    expect(closing).toEqual({
      type: 'AccountBooksClosed',
      data: {
        accountId: 'ann',
        at: at(65),
        ledgers: {
          api: {
            ...{ spent: [], shares: [], foreign: null },
            leases: [{ leaseId: 'l1', requests: 1, expiresAt: t0 + 70 * minute, runId: 'r1', refused: false }],
            limitedUntil: t0 - 2 * minute,
            refusals: 1,
          },
        },
        limits: noLimits,
      },
    });
  });

  it('are not closed by a command that is no news', () => {
    expect(given(...busy).when(settle(1))).toEqual([]);
  });

  it('open with what was closed, and count from the beginning', () => {
    const closed: AccountEvent = {
      type: 'AccountBooksClosed',
      data: { accountId: 'ann', at: at(0), ledgers: stateAfter(granted()).ledgers, limits: noLimits },
    };
    expect(account.opensBooks(closed)).toBe(true);
    expect(account.opensBooks(granted())).toBe(false);
    expect(stateAfter(...busy, closed)).toEqual({ ledgers: stateAfter(granted()).ledgers, limits: noLimits, entries: 0 });
  });
});
