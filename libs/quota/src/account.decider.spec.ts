import { describe, expect, it } from '@jest/globals';
import { account, ledgerOf, type AccountCommand, type AccountState, type QuotaRules } from './account.decider.ts';
import type { AccountEvent } from './account.events.ts';

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
const choice = { rule: 'most-left v1', candidates: [{ accountId: 'ann', credentialId: 'c1', available: 90 }] };

const grant = { type: 'GrantQuotaLease', spender, choice, now: t0, rules } as const;
const settle = (spent: number, minutes = 1) =>
  ({ type: 'SettleQuotaLease', spender, spent, now: t0 + minutes * minute, rules }) satisfies AccountCommand;
const refuse = (retryAfterSeconds: number | null, minutes = 0) =>
  ({ type: 'ReportRateLimit', spender, retryAfterSeconds, now: t0 + minutes * minute, rules }) satisfies AccountCommand;

const granted = (leaseId = 'l1', requests = 5): AccountEvent => ({
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
    const all = given(granted('big', 88)).when(grant);
    expect(all).toEqual([granted('l1', 2)]);
    expect(given(granted('big', 90)).when(grant)).toEqual([]);
    expect(given({ type: 'AccountRejected', data: { ...spent, at: at(0), reason: 'expired' } }).when(grant)).toEqual([granted()]);
  });

  it('gives nothing while the provider refuses the account', () => {
    expect(given(limited(at(1))).when(grant)).toEqual([]);
    expect(given(limited(at(0))).when(grant)).toEqual([granted()]);
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

describe('a refusal for the limit', () => {
  it('lasts as long as the provider said', () => {
    expect(given(granted()).when(refuse(90))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(1.5), waitFrom: 'provider' } },
    ]);
  });

  it('lasts for a guess when the provider said nothing, twice as long with every further one', () => {
    const limitedUntil = (event: AccountEvent | undefined) => (event?.type === 'AccountRateLimited' ? event.data.limitedUntil : null);
    expect(given().when(refuse(null))).toEqual([limited(at(1))]);
    expect(limitedUntil(given(limited(at(1))).when(refuse(null, 1))[0])).toBe(at(3));
    expect(limitedUntil(given(limited(at(1)), limited(at(3), 1)).when(refuse(null, 3))[0])).toBe(at(7));
  });

  it.each([0, -30, Number.NaN])('is guessed when the provider says to come back at once: %d', (seconds) => {
    expect(given().when(refuse(seconds))).toEqual([limited(at(1))]);
  });

  it('never lasts longer than a day, whatever the provider said', () => {
    expect(given().when(refuse(999_999_999))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(24 * 60), waitFrom: 'provider' } },
    ]);
  });

  it('is not shortened by a later one that is shorter', () => {
    expect(ledgerOf(stateAfter(limited(at(10)), limited(at(2), 1)), 'api').limitedUntil).toBe(t0 + 10 * minute);
  });

  it('is forgotten in the guess once the account served again', () => {
    const servedAgain = [limited(at(1)), granted(), settled(4, 2)];
    expect(given(...servedAgain).when(refuse(null, 2))).toEqual([limited(at(3), 2)]);
  });

  it('is not forgotten because of what was sent before it', () => {
    const events = given(granted(), limited(at(2)), settled(4, 1)).when(refuse(null, 2));
    expect(events).toEqual([limited(at(4), 2)]);
  });

  it('is not forgotten because of the one request that was refused', () => {
    const events = given(limited(at(1)), granted(), limited(at(1)), settled(1, 2)).when(refuse(null, 2));
    expect(events).toEqual([limited(at(6), 2)]);
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
    const [entry, closing] = given(limited(at(-2)), ...busy.slice(1)).when({ ...grant, now: t0 + 65 * minute });
    expect(entry?.type).toBe('QuotaLeaseGranted');
    expect(closing).toEqual({
      type: 'AccountBooksClosed',
      data: {
        accountId: 'ann',
        at: at(65),
        ledgers: {
          api: {
            spent: [],
            leases: [{ leaseId: 'l1', requests: 5, expiresAt: t0 + 70 * minute }],
            limitedUntil: t0 - 2 * minute,
            refusals: 1,
          },
        },
      },
    });
  });

  it('are not closed by a command that is no news', () => {
    expect(given(...busy).when(settle(1))).toEqual([]);
  });

  it('open with what was closed, and count from the beginning', () => {
    const closed: AccountEvent = {
      type: 'AccountBooksClosed',
      data: { accountId: 'ann', at: at(0), ledgers: stateAfter(granted()).ledgers },
    };
    expect(account.opensBooks(closed)).toBe(true);
    expect(account.opensBooks(granted())).toBe(false);
    expect(stateAfter(...busy, closed)).toEqual({ ledgers: stateAfter(granted()).ledgers, entries: 0 });
  });
});
