import { describe, expect, it } from '@jest/globals';
import { HeldLease } from './held-lease.ts';
import type { PayingTask } from './paying-task.ts';

const account = { accountId: 'a', credentialId: 'c', label: 'anna' };
/** Slots of ten seconds. */
const rules = { limit: 100, windowSeconds: 500, reserve: 0 };
const lease = (requests: number) =>
  new HeldLease({ leaseId: 'l', bucket: 'api', account, requests, expiresAt: 60_000 }, {} as PayingTask, rules, 0);

describe('A lease that is being spent', () => {
  it('has left what nobody has taken, and no more than was granted', () => {
    const held = lease(3);
    expect([held.take(1, 0), held.take(5, 0), held.left]).toEqual([1, 2, 0]);
    expect(held.isUsable(0)).toBe(false);
  });

  it('takes back what was taken and not sent, and counts what was sent beyond that', () => {
    const held = lease(10);
    held.answered(held.take(3, 0), 1, 0);
    expect(held.left).toBe(9);
    held.answered(held.take(1, 0), 4, 0);
    expect([held.left, held.settlement().spent]).toEqual([5, 5]);
  });

  it('says in which slot its answers came', () => {
    const held = lease(10);
    for (const at of [1_000, 2_000, 12_000]) held.answered(held.take(1, 0), 1, at);
    const sent = [
      { until: 10_000, requests: 2 },
      { until: 20_000, requests: 1 },
    ];
    expect(held.settlement()).toEqual({ spent: 3, sent });
  });

  it('is done when it is spent, refused, over or idle, and nothing is on the way', () => {
    const held = lease(2);
    const taken = held.take(1, 0);
    expect(held.isDone(90_000, 5_000)).toBe(false);
    held.answered(taken, 1, 1_000);
    expect([held.isDone(5_999, 5_000), held.isDone(6_000, 5_000), held.isDone(60_000, 500_000)]).toEqual([false, true, true]);
    held.refused = 'RATE_LIMITED';
    expect(held.isDone(1_000, 5_000)).toBe(true);
    held.isEnding = true;
    expect(held.isDone(1_000, 5_000)).toBe(false);
  });
});
