import { describe, expect, it } from '@jest/globals';
import { chooseAccount, type Candidate } from './choice.ts';

const candidate = (accountId: string, available: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ accountId, credentialId: `${accountId}-token`, available, limit: 100, sees: null },
  ...more,
});
const ann = candidate('ann', 20);
const bob = candidate('bob', 70);
const cid = candidate('cid', 0);
const namesOf = (order: readonly Candidate[]) => order.map(({ accountId }) => accountId);

describe('the account for the next lease', () => {
  it('is the one with the most left', () => {
    expect(chooseAccount([ann, bob, cid], null, 'task1')).toEqual({
      order: [bob, ann],
      record: { rule: 'most-left v2', candidates: [ann, bob, cid] },
    });
  });

  it('is the one with the most left of its own limit, when limits differ', () => {
    const large = candidate('dan', 500, { limit: 1_000 });
    expect(namesOf(chooseAccount([large, bob], null, 'task1').order)).toEqual(['bob', 'dan']);
  });

  it('stays the account of the task while that has at least half of what the best one has', () => {
    const half = candidate('ann', 35);
    expect(chooseAccount([half, bob, cid], 'ann', 'task1')).toEqual({
      order: [half, bob],
      record: { rule: 'stay-with-account v2', candidates: [half, bob, cid] },
    });
  });

  it('changes when the account of the task has less than half of what another has, or nothing', () => {
    expect(chooseAccount([candidate('ann', 34), bob], 'ann', 'task1').record.rule).toBe('most-left v2');
    expect(namesOf(chooseAccount([ann, bob, cid], 'cid', 'task1').order)).toEqual(['bob', 'ann']);
  });

  it('is none that does not see the repository, whatever it has left', () => {
    const blind = candidate('dan', 100, { sees: false });
    const { order, record } = chooseAccount([blind, ann, candidate('eve', 10, { sees: true })], 'dan', 'task1');
    expect(namesOf(order)).toEqual(['ann', 'eve']);
    expect(record.candidates).toContain(blind);
  });

  it('differs from task to task among equals, and is the same for the same task', () => {
    const equals = ['ann', 'bob', 'cid', 'dan'].map((accountId) => candidate(accountId, 50));
    const firstFor = (task: number) => chooseAccount(equals, null, `task${task}`).order[0]!.accountId;
    const times = new Map<string, number>();
    for (let task = 0; task < 400; task++) times.set(firstFor(task), (times.get(firstFor(task)) ?? 0) + 1);
    expect([...times.values()].sort((a, b) => a - b)).toEqual([
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
    ]);
    for (const count of times.values()) expect(count).toBeGreaterThan(60);
    expect(firstFor(7)).toBe(firstFor(7));
  });

  it('is nobody when all are spent', () => {
    expect(chooseAccount([cid], null, 'task1')).toEqual({ order: [], record: { rule: 'most-left v2', candidates: [cid] } });
  });

  it('spreads also a small run evenly: eight tasks of a few requests over four accounts', () => {
    const accounts = ['ann', 'bob', 'cid', 'dan'].map((accountId) => candidate(accountId, 1_000, { limit: 1_000 }));
    const spent = new Map<string, number>();
    for (let task = 0; task < 8; task++) {
      const left = accounts.map((one) => ({ ...one, available: 1_000 - (spent.get(one.accountId) ?? 0) }));
      const [chosen] = chooseAccount(left, null, `task${task}`).order;
      spent.set(chosen!.accountId, (spent.get(chosen!.accountId) ?? 0) + 3);
    }
    expect([...spent.values()]).toEqual([6, 6, 6, 6]);
  });
});
