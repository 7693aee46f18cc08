import { describe, expect, it } from '@jest/globals';
import { Settlement } from './settlement.ts';

/** Three messages at the places 10, 20 and 30, after the place 5. */
function threeMessages(): Settlement {
  const settlement = new Settlement(5);
  settlement.begin(10, 5);
  settlement.begin(20, 10);
  settlement.begin(30, 20);
  settlement.reach(30, 0);
  return settlement;
}

describe('how far a group has come', () => {
  it('is the last place when everything is settled', () => {
    const settlement = threeMessages();
    for (const place of [10, 20, 30]) settlement.settle(place);
    expect(settlement.save()).toBe(30);
  });

  it('stays before the first message that is not settled, whatever was settled behind it', () => {
    const settlement = threeMessages();
    settlement.settle(10);
    settlement.settle(30);
    expect(settlement.save()).toBe(10);
  });

  it('is not worth storing before the first message is settled', () => {
    const settlement = threeMessages();
    settlement.settle(20);
    expect(settlement.save()).toBeUndefined();
  });

  it('is stored once', () => {
    const settlement = threeMessages();
    settlement.settle(10);
    expect([settlement.save(), settlement.save()]).toEqual([10, undefined]);
  });

  it('goes on over events that were not meant for the group', () => {
    const settlement = new Settlement(5);
    settlement.reach(50, 7);
    expect(settlement.sinceSaved).toBe(7);
    expect(settlement.save()).toBe(50);
    expect(settlement.sinceSaved).toBe(0);
  });

  it('counts a message once, however often it is settled', () => {
    const settlement = threeMessages();
    settlement.settle(10);
    settlement.settle(10);
    expect(settlement.sinceSaved).toBe(1);
  });
});
