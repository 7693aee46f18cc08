import { describe, expect, it } from '@jest/globals';
import { estimateOf, guessedCosts, workOf, type KnownCost } from './estimate.ts';

const everything = { git: true, lfs: false, metadata: ['pullrequests'] };
const cost = (git: number, pullrequests: number, seconds: number) => ({ git, pullrequests, seconds });
const stranger: KnownCost = { costs: {}, changed: null };
const captured = (first: number, more: Partial<KnownCost> = {}): KnownCost => ({
  costs: { first: cost(4, first, 8) },
  changed: null,
  ...more,
});

describe('what a capture is expected to cost', () => {
  it('is a guess where nobody knows anything', () => {
    expect(estimateOf([stranger], everything)).toEqual({
      ...{ captures: [guessedCosts.first], neverCaptured: 1, first: guessedCosts.first },
      ...{ isFirstGuessed: true, isUnchangedGuessed: true, changed: 0 },
    });
  });

  it('is for the first time what is usual among the others: the one in the middle, not the mean', () => {
    const { captures, isFirstGuessed } = estimateOf([captured(1), captured(5), captured(900), stranger], everything);
    expect([captures.at(-1), isFirstGuessed]).toEqual([cost(4, 5, 8), false]);
  });

  it('is afterwards what a capture costs that finds nothing, until something is seen to change', () => {
    const known = captured(900, { costs: { first: cost(9, 900, 80), unchanged: cost(2, 2, 0.5) } });
    expect(estimateOf([known], everything).captures).toEqual([cost(2, 2, 0.5)]);
    expect(estimateOf([captured(900)], everything).captures).toEqual([guessedCosts.unchanged]);
  });

  it('lies between nothing new and something new, as often as that was', () => {
    const costs = { first: cost(9, 900, 80), unchanged: cost(2, 1, 1), changed: cost(6, 21, 5) };
    expect(estimateOf([{ costs, changed: 0.25 }], everything)).toMatchObject({ captures: [cost(3, 6, 2)], changed: 0.25 });
  });

  it('takes from the others how often something is new, where a repository has no second capture yet', () => {
    const lively: KnownCost = { costs: { first: cost(4, 9, 8), unchanged: cost(2, 1, 1), changed: cost(6, 21, 5) }, changed: 0.5 };
    expect(estimateOf([lively, captured(9)], everything)).toMatchObject({ captures: [cost(4, 11, 3), cost(4, 11, 3)], changed: 0.5 });
  });

  it('leaves out what the plan does not take', () => {
    expect(estimateOf([stranger], { ...everything, metadata: [] }).captures[0]).toMatchObject({
      pullrequests: 0,
      git: guessedCosts.first.git,
    });
    expect(estimateOf([stranger], { ...everything, git: false }).captures[0]).toMatchObject({ git: 0 });
  });

  it('takes what another plan did not ask for from the others', () => {
    const withoutPullRequests: KnownCost = {
      costs: { first: { git: 4, pullrequests: null, seconds: 8 }, unchanged: { git: 2, pullrequests: null, seconds: 1 } },
      changed: 0,
    };
    const other: KnownCost = { costs: { first: cost(4, 9, 8), unchanged: cost(2, 3, 1) }, changed: 0 };
    expect(estimateOf([withoutPullRequests, other], everything).captures).toEqual([cost(2, 3, 1), cost(2, 3, 1)]);
  });

  it('is paid from two buckets', () => {
    expect(workOf(cost(4, 9, 8))).toEqual({ requests: { api: 9, git: 4 }, seconds: 8 });
  });
});
