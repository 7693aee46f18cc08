import { describe, expect, it } from '@jest/globals';
import { PositionWaiters } from './position-waiters.ts';

const at = (commit: bigint) => ({ commit, prepare: commit });
const late = () => new Error('late');

describe('waiting for a position', () => {
  it('ends when the position or a later one is reached, not before', async () => {
    const waiters = new PositionWaiters();
    const reached: string[] = [];
    const first = waiters.wait(at(5n), 60_000, late).then(() => reached.push('first'));
    const second = waiters.wait(at(7n), 60_000, late).then(() => reached.push('second'));
    waiters.reach(at(4n));
    waiters.reach(at(6n));
    await first;
    expect(reached).toEqual(['first']);
    waiters.reach(at(7n));
    await second;
    expect(reached).toEqual(['first', 'second']);
  });

  it('fails with the reason of that moment when it takes too long', async () => {
    await expect(new PositionWaiters().wait(at(5n), 1, late)).rejects.toThrow('late');
  });

  it('fails when everybody is sent away', async () => {
    const waiters = new PositionWaiters();
    const waiting = waiters.wait(at(5n), 60_000, late);
    waiters.rejectAll(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
  });
});
