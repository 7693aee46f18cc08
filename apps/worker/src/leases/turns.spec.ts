import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.ts';

const never = new AbortController().signal;

describe('Turns', () => {
  it('come one after the other, in the order in which they were asked for, also after one that failed', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const first = Promise.withResolvers<undefined>();
    const work = (name: string, until?: Promise<unknown>) => async () => {
      await until;
      done.push(name);
      if (name === 'second') throw new Error('it went wrong');
    };
    const all = [turns.take(work('first', first.promise), never), turns.take(work('second'), never), turns.take(work('third'), never)];
    first.resolve(undefined);
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('pass over whoever gives up, and let nobody in before the one in front is done', async () => {
    const turns = new Turns();
    const first = Promise.withResolvers<string>();
    const stopping = new AbortController();
    const done: string[] = [];
    const all = [
      turns.take(() => first.promise.then((name) => void done.push(name)), never),
      turns.take(() => Promise.resolve(void done.push('second')), stopping.signal),
      turns.take(() => Promise.resolve(void done.push('third')), never),
    ];
    stopping.abort(new Error('stopped'));
    await expect(all[1]).rejects.toThrow('stopped');
    expect(done).toEqual([]);
    first.resolve('first');
    await Promise.all([all[0], all[2]]);
    expect(done).toEqual(['first', 'third']);
  });
});
