import { describe, expect, it } from '@jest/globals';
import type { OpenWork } from '@holdfast/runs';
import { WorkInHand } from './work-in-hand.ts';

const work: OpenWork = { kind: 'task', id: 'task1', runId: 'run1', size: 0, workerId: null };
const inHand = (more: Partial<OpenWork> = {}, onWaiting: () => void = () => undefined) => new WorkInHand({ ...work, ...more }, onWaiting);
const check = (hand: WorkInHand, times: number) => {
  for (let time = 0; time < times; time++) hand.check(10);
};

describe('a piece of work', () => {
  it('is aborted when it made no progress in more checks than it may', () => {
    const hand = inHand();
    check(hand, 10);
    expect(hand.signal.aborted).toBe(false);
    check(hand, 1);
    expect([hand.signal.aborted, hand.abortCause]).toEqual([true, 'NO_PROGRESS']);
  });

  it('goes on for ever while it gets on', () => {
    const hand = inHand();
    for (let time = 0; time < 100; time++) {
      check(hand, 10);
      hand.progress();
    }
    expect(hand.signal.aborted).toBe(false);
  });

  it('is not expected to get on while it waits for quota, and has all its time again afterwards', () => {
    const hand = inHand();
    check(hand, 10);
    const [first, second] = [hand.waiting(), hand.waiting()];
    check(hand, 100);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(hand.isWaiting).toBe(true);
    second[Symbol.dispose]();
    expect(hand.isWaiting).toBe(false);
    check(hand, 10);
    expect(hand.signal.aborted).toBe(false);
    check(hand, 1);
    expect(hand.signal.aborted).toBe(true);
  });

  it('says when it begins to wait: its place is free', () => {
    let said = 0;
    const say = () => {
      said += 1;
    };
    inHand({}, say).waiting();
    expect(said).toBe(1);
  });

  it('is aborted for the first cause that comes', () => {
    const hand = inHand();
    expect(hand.abortCause).toBeUndefined();
    hand.abort('RUN_CANCELLED');
    hand.abort('STOPPING');
    expect(hand.abortCause).toBe('RUN_CANCELLED');
  });

  it('is long from the start when its repository is big', () => {
    expect([inHand().isLong, inHand({ size: 2 ** 30 }).isLong]).toEqual([false, true]);
  });
});
