import { describe, expect, it } from '@jest/globals';
import { BIG_BYTES } from '../projections/open-work.projection.ts';
import { nextTasks, type Choosing } from './next-tasks.ts';
import type { OpenWork, TaskQueue } from './open-work.ts';

const tasks = (runId: string, count: number, more: Partial<OpenWork> = {}): OpenWork[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'task', id: `${runId}-${index}`, runId, size: 0, workerId: null, ...more }));
const queue = (runId: string, open: readonly OpenWork[] | number, more: Partial<TaskQueue> = {}): TaskQueue => ({
  ...{ runId, organizationId: 'acme', waits: false, takenByOthers: 0 },
  ...more,
  open: typeof open === 'number' ? tasks(runId, open) : open,
});
const standard: Choosing = {
  ...{ workerId: 'one', own: new Map(), lastTurns: new Map(), full: new Set(), free: 8, big: 4, bigAlone: 8 },
  limits: { organization: null, all: null },
};
const chosen = (queues: readonly TaskQueue[], more: Partial<Choosing> = {}) => nextTasks(queues, { ...standard, ...more });
const runsOf = (works: readonly OpenWork[]) => {
  const counts: Record<string, number> = {};
  for (const { runId } of works) counts[String(runId)] = (counts[String(runId)] ?? 0) + 1;
  return counts;
};

describe('the tasks that a worker takes on next', () => {
  it('are as many as it has room for, or as there are', () => {
    expect(chosen([queue('a', 64)])).toHaveLength(8);
    expect(chosen([queue('a', 3)])).toHaveLength(3);
    expect(chosen([queue('a', 3)], { free: 0 })).toEqual([]);
  });

  it('come from runs in equal shares, however many tasks each has', () => {
    expect(runsOf(chosen([queue('huge', 64), queue('small', 4)]))).toEqual({ huge: 4, small: 4 });
    expect(runsOf(chosen([queue('huge', 64), queue('tiny', 1)]))).toEqual({ huge: 7, tiny: 1 });
  });

  it('count what this worker and all others have in hand', () => {
    const queues = [queue('a', 64, { takenByOthers: 4 }), queue('b', 64)];
    expect(runsOf(chosen(queues))).toEqual({ a: 2, b: 6 });
    expect(runsOf(chosen(queues, { own: new Map([['b', 4]]) }))).toEqual({ a: 4, b: 4 });
  });

  it('come from organizations in equal shares, however many runs each has', () => {
    const queues = [queue('a', 64), queue('b', 64), queue('c', 64), queue('d', 64, { organizationId: 'umbrella' })];
    expect(runsOf(chosen(queues, { free: 6 }))).toEqual({ a: 1, b: 1, c: 1, d: 3 });
  });

  it('take turns where there is one place alone', () => {
    const queues = [queue('a', 64), queue('b', 64), queue('c', 64)];
    const lastTurns = new Map<string, number>();
    const turns = Array.from({ length: 6 }, (_, turn) => {
      const [next] = chosen(queues, { free: 1, lastTurns });
      lastTurns.set(next!.runId!, turn);
      return next!.runId!;
    });
    expect([new Set(turns.slice(0, 3)).size, turns.slice(3)]).toEqual([3, turns.slice(0, 3)]);
  });

  it('leave out a run that has enough waiting here', () => {
    expect(runsOf(chosen([queue('a', 64), queue('b', 2)], { full: new Set(['a']) }))).toEqual({ b: 2 });
  });

  it('are what somebody left behind, before anything new', () => {
    const left = tasks('left', 2, { workerId: 'gone' });
    expect(chosen([queue('a', [...tasks('new', 30), ...left])], { free: 2 }).map(({ workerId }) => workerId)).toEqual(['gone', 'gone']);
  });

  it('differ between workers that look at the same moment', () => {
    const ids = (workerId: string) => new Set(chosen([queue('a', 64)], { workerId }).map(({ id }) => id));
    const [one, two] = [ids('one'), ids('two')];
    expect([...one].filter((id) => two.has(id)).length).toBeLessThan(4);
  });
});

describe('a limit of the tasks at work', () => {
  it('holds over all workers, for each organization and for all', () => {
    const queues = [queue('a', 64, { takenByOthers: 2 }), queue('b', 64, { organizationId: 'umbrella' })];
    const own = new Map([['a', 1]]);
    expect(runsOf(chosen(queues, { own, limits: { organization: 4, all: null } }))).toEqual({ a: 1, b: 4 });
    expect(runsOf(chosen(queues, { own, limits: { organization: null, all: 5 } }))).toEqual({ b: 2 });
    expect(chosen(queues, { own, limits: { organization: null, all: 3 } })).toEqual([]);
  });

  it('does not count what waits for quota', () => {
    const queues = [queue('a', 0, { takenByOthers: 9, waits: true }), queue('b', 64)];
    expect(chosen(queues, { limits: { organization: 3, all: 4 } })).toHaveLength(3);
  });
});

describe('big repositories', () => {
  const big = tasks('big', 20, { size: BIG_BYTES });
  const small = tasks('small', 20, { size: BIG_BYTES - 1 });
  const bigOf = (works: readonly OpenWork[]) => works.filter(({ size }) => size >= BIG_BYTES).length;

  it('come after small ones of their run', () => {
    expect(bigOf(chosen([queue('a', [...big, ...small])]))).toBe(0);
  });

  it('get no more than their part while there are small ones in any run', () => {
    expect(bigOf(chosen([queue('a', big), queue('b', small)], { big: 2 }))).toBe(2);
    expect(chosen([queue('a', big), queue('b', small)], { big: 2 })).toHaveLength(8);
  });

  it('get what is left when there is nothing else', () => {
    expect(chosen([queue('a', big)], { big: 2, bigAlone: 5 })).toHaveLength(5);
    expect(chosen([queue('a', big)], { big: 0, bigAlone: 0 })).toEqual([]);
  });
});
