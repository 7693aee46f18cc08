import { describe, expect, it } from '@jest/globals';
import { BitbucketUnreachableError } from './bitbucket.errors.ts';
import { pauseMs, RetryPause, sleepFor } from './retry-pause.ts';

const failure = new BitbucketUnreachableError('/user', 'the connection failed', null);

describe('the pause before another attempt', () => {
  it('doubles, up to half a minute', () => {
    expect([1, 2, 3, 4, 20].map((failures) => pauseMs(failures, null, 1))).toEqual([500, 1000, 2000, 4000, 30_000]);
  });

  it('is between half and all of it, by chance', () => {
    expect([pauseMs(3, null, 0), pauseMs(3, null, 0.5)]).toEqual([1000, 1500]);
  });

  it('is as long as Retry-After asks for, up to half a minute', () => {
    expect([pauseMs(1, 7, 1), pauseMs(1, 600, 1)]).toEqual([7000, 30_000]);
  });

  it('comes before every attempt but the first, and then the failure is thrown', async () => {
    const pauses: number[] = [];
    const sleep = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms));
    const pause = new RetryPause({ attempts: 3, sleep, random: () => 1 });
    await pause.after(failure, null);
    await pause.after(failure, null);
    await expect(pause.after(failure, null)).rejects.toBe(failure);
    expect(pauses).toEqual([500, 1000]);
  });

  it('ends at once with the reason of an abort', async () => {
    const abort = new AbortController();
    const sleeping = sleepFor(60_000, abort.signal);
    abort.abort(new Error('cancelled by somebody'));
    await expect(sleeping).rejects.toThrow('cancelled by somebody');
  });
});
