import { describe, expect, it } from '@jest/globals';
import { roomForTasks, roomInLane } from './places.ts';

const some = (count: number, more: { isWaiting?: boolean; isLong?: boolean; runId?: string; kind?: 'task' | 'planning' } = {}) => {
  const { isWaiting = false, isLong = false, runId = 'run1', kind = 'task' } = more;
  return Array.from({ length: count }, () => ({ isWaiting, isLong, work: { kind, runId } }));
};
const waiting = { isWaiting: true };
const long = { isLong: true };

describe('the room that a worker has for tasks', () => {
  it('is its places, but for those that are taken', () => {
    expect([0, 3, 8, 9].map((count) => roomForTasks(some(count), 8).free)).toEqual([8, 5, 0, 0]);
  });

  it('is not taken by what waits for quota, nor by other kinds of work', () => {
    expect(roomForTasks([...some(6, waiting), ...some(3)], 8).free).toBe(5);
    expect(roomForTasks(some(5, { kind: 'planning' }), 8).free).toBe(8);
  });

  it('is none for a run of which a whole set of tasks waits', () => {
    expect([...roomForTasks([...some(7, waiting), ...some(8, { ...waiting, runId: 'run2' })], 8).full]).toEqual(['run2']);
  });

  it('has an end, whatever waits', () => {
    expect(roomForTasks([...some(16, waiting), ...some(14, { ...waiting, runId: 'run2' })], 8).free).toBe(2);
    expect(roomForTasks(some(32, waiting), 8).free).toBe(0);
  });

  it('is kept for short tasks by half, however many are long', () => {
    expect(roomForTasks(some(4, long), 8)).toMatchObject({ free: 4, big: 0, bigAlone: 4 });
    expect(roomForTasks(some(8, long), 8)).toMatchObject({ free: 4, big: 0, bigAlone: 0 });
    expect(roomForTasks([...some(8, long), ...some(4)], 8).free).toBe(0);
    expect(roomForTasks(some(1), 8)).toMatchObject({ big: 4, bigAlone: 7 });
  });

  it('ends with twice its places, however many turn out long', () => {
    expect(roomForTasks(some(13, long), 8).free).toBe(3);
    expect(roomForTasks(some(16, long), 8).free).toBe(0);
  });

  it('lets a short task pass a long one even where there is one place alone', () => {
    expect(roomForTasks(some(1, long), 1)).toMatchObject({ free: 1, big: 0, bigAlone: 0 });
    expect(roomForTasks(some(2, long), 1).free).toBe(0);
    expect(roomForTasks([], 1)).toMatchObject({ free: 1, big: 0, bigAlone: 1 });
  });

  it('comes with what each run has in hand here', () => {
    expect([...roomForTasks([...some(2), ...some(1, waiting), ...some(1, { runId: 'run2' })], 8).own]).toEqual([
      ['run1', 3],
      ['run2', 1],
    ]);
  });
});

describe('the room for planning', () => {
  it('is its own, whatever the tasks take, and not taken by what waits', () => {
    const planning = { kind: 'planning' } as const;
    expect(roomInLane(some(8), 'planning')).toBe(2);
    expect(roomInLane([...some(1, planning), ...some(3, { ...planning, ...waiting })], 'planning')).toBe(1);
    expect(roomInLane(some(8, { ...planning, ...waiting }), 'planning')).toBe(0);
  });
});
