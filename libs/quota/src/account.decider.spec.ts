import { describe, expect, it } from '@jest/globals';
import { account, type AccountCommand } from './account.decider.ts';
import type { AccountEvent } from './account.events.ts';
import { ledgerOf } from './account.state.ts';
import { noLimits } from './limits.ts';
import { at, choice, given, grant, granted, limited, minute, rules, settle, settled, spender, stateAfter, t0 } from './testing/ann.ts';

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
