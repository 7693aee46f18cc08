import { describe, expect, it } from '@jest/globals';
import { range } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { Turnstile } from './turnstile.ts';

describe('Turnstile', () => {
  it('lets so many tasks in at a time, in the order they came', async () => {
    const turnstile = new Turnstile(2);
    const ends = range(1, 5).map(() => Promise.withResolvers<void>());
    const begun = new Recorder<number>();
    const tasks = ends.map(({ promise }, index) =>
      turnstile.pass(async () => {
        begun.record(index);
        await promise;
      }),
    );
    await begun.until(({ length }) => length === 2);
    ends[1]?.resolve();
    await tasks[1];
    await begun.until(({ length }) => length > 2);
    expect(begun.items).toEqual([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    await Promise.all(tasks);
    expect(begun.items).toEqual([0, 1, 2, 3, 4]);
  });

  it('answers what the task answers, and lets the next in after a failure', async () => {
    const turnstile = new Turnstile(1);
    const failing = turnstile.pass(() => Promise.reject(new Error('no')));
    const next = turnstile.pass(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
