import { expect, it } from '@jest/globals';
import { OneByOne } from './one-by-one.ts';

it('does what has one name in its order, whatever fails before', async () => {
  const oneByOne = new OneByOne();
  const done: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const first = oneByOne.run('a', async () => {
    await gate.promise;
    done.push('first');
    throw new Error('the first fails');
  });
  const second = oneByOne.run('a', () => Promise.resolve(done.push('second')));
  await oneByOne.run('b', () => Promise.resolve(done.push('of another name')));
  gate.resolve(undefined);
  await expect(first).rejects.toThrow('the first fails');
  expect(await second).toBe(3);
  expect(done).toEqual(['of another name', 'first', 'second']);
});
