import { describe, expect, it } from '@jest/globals';
import { NoAnswerError } from './connection-errors.ts';
import { inTime } from './in-time.ts';

describe('work that has to be done in time', () => {
  it('answers its result', async () => {
    expect(await inTime(Promise.resolve(1), 60_000)).toBe(1);
  });

  it('fails as the work does', async () => {
    await expect(inTime(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
  });

  it('fails when it takes longer', async () => {
    await expect(inTime(new Promise(() => undefined), 1)).rejects.toThrow(NoAnswerError);
  });
});
