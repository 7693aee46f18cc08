import { describe, expect, it } from '@jest/globals';
import { backoff } from './backoff.ts';

describe('backing off', () => {
  it('ends at once when it is aborted', async () => {
    const stop = new AbortController();
    const waiting = backoff(10, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });

  it('is a matter of milliseconds for a negative attempt', async () => {
    const begun = performance.now();
    await backoff(-5);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
