import { describe, expect, it } from '@jest/globals';
import type { AccountEvent } from './account.events.ts';
import { ledgerOf } from './account.state.ts';
import { balanceOf } from './balance.ts';
import { slotEnd } from './slot.ts';
import { at, bucketRules, given, grant, minute, rules, stateAfter, t0 } from './testing/ann.ts';

const availableAt = (now: number) => balanceOf(ledgerOf(stateAfter(spent), 'api'), bucketRules, now).available;
const until = new Date(slotEnd(t0, bucketRules)).toISOString();
const record = { type: 'RecordSpending', accountId: 'ann', bucket: 'api', requests: 85, at: t0, now: t0 + minute, rules } as const;
const spent: AccountEvent = { type: 'AccountSpentOnTrial', data: { accountId: 'ann', bucket: 'api', requests: 85, until } };

describe('what a trial sent without a lease', () => {
  it('counts from the end of the slot in which it was answered', () => {
    expect(given().when(record)).toEqual([spent]);
  });

  it('never counts from a time to come, whatever the clock of the trial said', () => {
    expect(given().when({ ...record, at: t0 + 60 * minute, now: t0 })).toEqual([spent]);
  });

  it('is not left to be leased, until the window has passed over it', () => {
    const later = slotEnd(t0, bucketRules) + 60 * minute;
    expect(availableAt(later - 1)).toBe(5);
    expect(availableAt(later)).toBe(90);
  });

  it('had been taken for the requests of others, where they were concluded before', () => {
    const foreign = { at: until, requests: 90, staysUntil: at(10), goneBy: at(60) };
    const others: AccountEvent = { type: 'AccountUsedByOthers', data: { ...grant.spender, at: at(0), foreign } };
    expect(ledgerOf(stateAfter(others, spent), 'api').foreign?.requests).toBe(5);
  });
});
