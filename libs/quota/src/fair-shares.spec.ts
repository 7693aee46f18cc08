import { describe, expect, it } from '@jest/globals';
import { balanceOf } from './balance.ts';
import { coarseShares, type RunSpending } from './fair-shares.ts';
import { emptyLedger, type Ledger } from './ledger.ts';

const minute = 60_000;
const rules = { limit: 1_000, windowSeconds: 3_600, reserve: 0 };
const now = 600 * minute;

/** What runs have spent, each so many minutes ago. */
const after = (...shares: readonly (readonly [runId: string, requests: number, minutesAgo: number])[]): Ledger => ({
  ...emptyLedger,
  spent: shares.map(([, requests, minutesAgo]) => ({ at: now - minutesAgo * minute, requests })),
  shares: shares.map(([runId, requests, minutesAgo]) => ({ runId, at: now - minutesAgo * minute, requests })),
});
const availableTo = (runId: string, ledger: Ledger) => balanceOf(ledger, rules, now, runId).available;

describe('the share of a run in an account', () => {
  it('is everything while it is alone', () => {
    expect(availableTo('r1', after(['r1', 900, 5]))).toBe(100);
  });

  it('is everything that is left while it has had no more than others', () => {
    expect(availableTo('r1', after(['r1', 300, 5], ['r2', 600, 5]))).toBe(100);
    expect(availableTo('r3', after(['r1', 300, 5], ['r2', 600, 5]))).toBe(100);
  });

  it('is less than what is left once it has had more than an equal part: as much as the others seem to want is theirs', () => {
    const ledger = after(['r1', 600, 5], ['r2', 100, 5]);
    expect(availableTo('r1', ledger)).toBe(100);
    expect(availableTo('r2', ledger)).toBe(300);
  });

  it('is nothing while others who have had less may want all of it', () => {
    expect(availableTo('r1', after(['r1', 600, 5], ['r2', 300, 5]))).toBe(0);
  });

  it('is all but a little while others have hardly used the account lately', () => {
    expect(availableTo('r1', after(['r1', 600, 5], ['r2', 1, 5]))).toBe(379);
  });

  it('is everything again when others have not used the account for a tenth of the window', () => {
    expect(availableTo('r1', after(['r1', 600, 5], ['r2', 100, 7]))).toBe(300);
  });

  it('leaves no more to others than what they lack', () => {
    expect(availableTo('r1', after(['r1', 510, 5], ['r2', 490, 5]))).toBe(0);
    expect(availableTo('r1', after(['r1', 501, 5], ['r2', 480, 5]))).toBe(0);
    expect(availableTo('r1', { ...after(['r1', 501, 5], ['r2', 480, 5]), spent: [] })).toBe(980);
  });

  it('counts what is leased as used', () => {
    const lease = { leaseId: 'l1', requests: 250, expiresAt: now + minute, runId: 'r2', refused: false };
    expect(availableTo('r1', { ...after(['r1', 600, 5]), leases: [lease] })).toBe(0);
    expect(availableTo('r1', { ...after(['r1', 600, 5]), leases: [{ ...lease, runId: null }] })).toBe(150);
  });

  it('counts the window alone', () => {
    expect(availableTo('r1', after(['r1', 600, 60], ['r2', 100, 5]))).toBe(900);
  });
});

describe('what runs have spent, in the books', () => {
  it('is kept by tenths of the window, without what has left it', () => {
    const spent = [1, 5, 13, 60].map((minutesAgo): RunSpending => ({ runId: 'r1', at: now - minutesAgo * minute, requests: 10 }));
    expect(coarseShares([...spent, { runId: 'r2', at: now - minute, requests: 3 }], rules, now)).toEqual([
      { runId: 'r1', at: now, requests: 20 },
      { runId: 'r1', at: now - 12 * minute, requests: 10 },
      { runId: 'r2', at: now, requests: 3 },
    ]);
  });
});
