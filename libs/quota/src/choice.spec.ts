import { describe, expect, it } from '@jest/globals';
import { chooseAccount, type Candidate } from './choice.ts';

const ann: Candidate = { accountId: 'ann', credentialId: 'ann-token', available: 20 };
const bob: Candidate = { accountId: 'bob', credentialId: 'bob-token', available: 70 };
const cid: Candidate = { accountId: 'cid', credentialId: 'cid-token', available: 0 };

describe('the account for the next lease', () => {
  it('is the one with the most left', () => {
    expect(chooseAccount([ann, bob, cid], null)).toEqual({
      order: [bob, ann],
      record: { rule: 'most-left v1', candidates: [ann, bob, cid] },
    });
  });

  it('stays the account of the task while that has anything left', () => {
    expect(chooseAccount([ann, bob, cid], 'ann')).toEqual({
      order: [ann, bob],
      record: { rule: 'stay-with-account v1', candidates: [ann, bob, cid] },
    });
  });

  it('changes as soon as the account of the task has nothing left', () => {
    expect(chooseAccount([ann, bob, cid], 'cid').order).toEqual([bob, ann]);
  });

  it('is the first in the plan among equals', () => {
    const equals = [ann, { ...bob, available: 20 }];
    expect(chooseAccount(equals, null).order).toEqual(equals);
  });

  it('is nobody when all are spent', () => {
    expect(chooseAccount([cid], null)).toEqual({ order: [], record: { rule: 'most-left v1', candidates: [cid] } });
  });

  it('is never ahead of another by more than one lease', () => {
    const accounts = [70, 70, 70].map((available, index) => ({ accountId: `a${index}`, credentialId: `c${index}`, available }));
    for (let lease = 0; lease < 12; lease++) {
      const [chosen] = chooseAccount(accounts, null).order;
      accounts.find(({ accountId }) => accountId === chosen!.accountId)!.available -= 10;
      const left = accounts.map(({ available }) => available);
      expect(Math.max(...left) - Math.min(...left)).toBeLessThanOrEqual(10);
    }
  });
});
