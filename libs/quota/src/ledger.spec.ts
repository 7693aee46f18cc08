import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { availableFrom, balanceOf, firstLeaseEnd } from './balance.ts';
import { emptyLedger, withLease, withoutPast, withSettlement, type Ledger } from './ledger.ts';

const minute = 60_000;
const rules = { limit: 100, windowSeconds: 3_600, reserve: 0.1 };
const window = rules.windowSeconds * 1_000;
const lease = { leaseId: 'l1', requests: 30, expiresAt: 5 * minute, runId: 'r1', refused: false };
const nothing = { spent: 0, leased: 0, foreign: 0, available: 90, limitedUntil: null };

describe('the balance of an account', () => {
  it('is everything usable while nothing was sent', () => {
    expect(balanceOf(emptyLedger, rules, 0)).toEqual(nothing);
  });

  it('counts an open lease whole', () => {
    expect(balanceOf(withLease(emptyLedger, lease), rules, 0)).toEqual({ ...nothing, leased: 30, available: 60 });
  });

  it('counts of a settled lease what was sent, from the settlement on', () => {
    const settled = withSettlement(withLease(emptyLedger, lease), 'l1', [{ at: minute, requests: 12 }]);
    expect(balanceOf(settled, rules, minute)).toEqual({ ...nothing, spent: 12, available: 78 });
    expect(balanceOf(settled, rules, minute + window - 1).available).toBe(78);
    expect(balanceOf(settled, rules, minute + window).available).toBe(90);
  });

  it('counts a lease that nobody settled until the window has passed over its end', () => {
    const crashed = withLease(emptyLedger, lease);
    expect(balanceOf(crashed, rules, lease.expiresAt + window - 1).available).toBe(60);
    expect(balanceOf(crashed, rules, lease.expiresAt + window).available).toBe(90);
  });

  it('shows nothing as available while the provider refuses', () => {
    const limited = { ...emptyLedger, limitedUntil: minute };
    expect(balanceOf(limited, rules, minute - 1)).toEqual({ ...nothing, available: 0, limitedUntil: minute });
    expect(balanceOf(limited, rules, minute)).toEqual(nothing);
  });

  it('is nothing, and never less, when more was sent than was leased', () => {
    const overspent = withSettlement(withLease(emptyLedger, lease), 'l1', [{ at: minute, requests: 95 }]);
    expect(balanceOf(overspent, rules, minute)).toEqual({ ...nothing, spent: 95, available: 0 });
  });
});

describe('a settlement', () => {
  it('gives a lease back whole when nothing was sent', () => {
    expect(withSettlement(withLease(emptyLedger, lease), 'l1', [])).toEqual(emptyLedger);
  });

  it('of a lease that is not open changes nothing', () => {
    const ledger = withLease(emptyLedger, lease);
    expect(withSettlement(ledger, 'another', [{ at: minute, requests: 5 }])).toBe(ledger);
  });

  it('leaves the other leases as they are', () => {
    const other = { ...lease, leaseId: 'l2' };
    const ledger = withLease(withLease(emptyLedger, lease), other);
    expect(withSettlement(ledger, 'l1', [{ at: minute, requests: 5 }]).leases).toEqual([other]);
  });
});

describe('the end of the first lease', () => {
  it('is nothing when nobody holds one', () => {
    expect(firstLeaseEnd(emptyLedger, 0)).toBeNull();
    expect(firstLeaseEnd(withLease(emptyLedger, lease), lease.expiresAt)).toBeNull();
  });

  it('is the earliest of those to come', () => {
    const ledger = [7, 3, 5].reduce<Ledger>(
      (all, end) => withLease(all, { ...lease, leaseId: String(end), expiresAt: end * minute }),
      emptyLedger,
    );
    expect(firstLeaseEnd(ledger, 3 * minute)).toBe(5 * minute);
  });
});

const small = { limit: 20, windowSeconds: 60, reserve: 0.1 };
const time = fc.integer({ min: 0, max: 200_000 });
const requests = fc.integer({ min: 1, max: 12 });
const runId = fc.constantFrom('r1', 'r2', 'r3');

const asForeign = ({ stays, ...rest }: { at: number; requests: number; staysUntil: number; stays: number }) => ({
  ...rest,
  goneBy: rest.staysUntil + stays + 1,
});

const anyLedger: fc.Arbitrary<Ledger> = fc.record({
  spent: fc.array(fc.record({ at: time, requests }), { maxLength: 8 }),
  leases: fc.array(fc.record({ leaseId: fc.uuid(), expiresAt: time, requests, runId, refused: fc.boolean() }), { maxLength: 5 }),
  shares: fc.array(fc.record({ runId, at: time, requests }), { maxLength: 8 }),
  foreign: fc.option(fc.record({ at: time, requests, staysUntil: time, stays: time }).map(asForeign)),
  limitedUntil: fc.option(time),
  refusals: fc.nat(10),
});

describe('the time from which an account has requests again', () => {
  it('is now when it has some', () => {
    expect(availableFrom(emptyLedger, rules, 17)).toBe(17);
  });

  it('is the end of the refusal when that alone is in the way', () => {
    expect(availableFrom({ ...emptyLedger, limitedUntil: minute }, rules, 0)).toBe(minute);
  });

  it('is when enough of what was spent has left the window', () => {
    const spent = [
      { at: 1_000, requests: 50 },
      { at: 2_000, requests: 45 },
    ];
    expect(availableFrom({ ...emptyLedger, spent }, rules, 5_000)).toBe(1_000 + window);
    expect(availableFrom({ ...emptyLedger, spent: [{ at: 500, requests: 5 }, ...spent] }, rules, 5_000)).toBe(1_000 + window);
  });

  it('is a time at which the run may have some too, however the others share with it', () => {
    fc.assert(
      fc.property(anyLedger, time, (ledger, now) => {
        const from = availableFrom(ledger, small, now, 'r1');
        expect(from).toBeGreaterThanOrEqual(now);
        expect(balanceOf(ledger, small, from, 'r1').available).toBeGreaterThan(0);
        if (from > now) expect(balanceOf(ledger, small, from - 1, 'r1').available).toBe(0);
      }),
    );
  });

  it('is the earliest time at which the balance shows any, whatever was spent, leased and refused', () => {
    fc.assert(
      fc.property(anyLedger, time, (ledger, now) => {
        const from = availableFrom(ledger, small, now);
        expect(from).toBeGreaterThanOrEqual(now);
        expect(balanceOf(ledger, small, from).available).toBeGreaterThan(0);
        const earlier = [now, from - 1, ...timesOfChange(ledger)].filter((at) => at >= now && at < from);
        for (const at of earlier) expect(balanceOf(ledger, small, at).available).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

/** The moments at which a balance can change by itself. */
function timesOfChange({ spent, leases, limitedUntil }: Ledger): number[] {
  const ends = [...spent.map(({ at }) => at), ...leases.map(({ expiresAt }) => expiresAt)];
  return [limitedUntil ?? 0, ...ends.map((end) => end + small.windowSeconds * 1_000)];
}

describe('a ledger without its past', () => {
  it('has the same balance at any later time', () => {
    fc.assert(
      fc.property(anyLedger, time, time, (ledger, now, later) => {
        const kept = withoutPast(ledger, small, now);
        expect(balanceOf(kept, small, now + later)).toEqual(balanceOf(ledger, small, now + later));
        expect(availableFrom(kept, small, now + later)).toBe(availableFrom(ledger, small, now + later));
      }),
    );
  });

  it('has forgotten what no longer counts', () => {
    const ledger = { ...withLease(emptyLedger, lease), spent: [{ at: 0, requests: 3 }] };
    expect(withoutPast(ledger, rules, window)).toEqual(withLease(emptyLedger, lease));
    expect(withoutPast(ledger, rules, lease.expiresAt + window)).toEqual(emptyLedger);
  });
});
