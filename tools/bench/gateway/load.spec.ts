import { describe, expect, it } from '@jest/globals';
import { percentile, saturating, steadily } from './load.ts';

describe('Load', () => {
  it('charges a server that stalls with every request that was due meanwhile', async () => {
    const stalled = Promise.withResolvers<undefined>();
    let sent = 0;
    const latencies = await steadily({ perSecond: 100, seconds: 0.1 }, () => {
      if (++sent === 10) stalled.resolve(undefined);
      return stalled.promise;
    });
    expect(latencies).toHaveLength(10);
    expect(latencies[0]).toBeGreaterThanOrEqual(85);
  });

  it('lets each client send one request after the other', async () => {
    let atOnce = 0;
    let most = 0;
    const perSecond = await saturating({ clients: 3, seconds: 0.05 }, async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
    });
    expect(most).toBe(3);
    expect(perSecond).toBeGreaterThan(0);
  });

  it('finds the value that a share of all does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
    expect(() => percentile([], 0.5)).toThrow('nothing');
  });
});
