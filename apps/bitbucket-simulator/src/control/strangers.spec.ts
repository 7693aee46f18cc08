import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { documentedLimits } from '../limits/rate-limits.ts';
import { RateLimiter } from '../limits/rate-limiter.ts';
import { RequestLog } from './request-log.ts';
import { Strangers, strangersPattern } from './strangers.ts';

const stranger = { account: 'ada', bucket: 'api', perSecond: 30, seed: 1 } as const;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function world() {
  const limiter = new RateLimiter(documentedLimits, 3600, false);
  const log = new RequestLog();
  const strangers = new Strangers(limiter, log, () => new Date());
  const spent = () => limiter.spent(Date.now()).find(({ account }) => account === 'ada')?.used ?? 0;
  return { strangers, log, spent };
}

describe('a stranger', () => {
  it('spends as much as was said, at random moments, and is in the log', () => {
    const { strangers, log, spent } = world();
    strangers.set(stranger);
    jest.advanceTimersByTime(20_000);
    expect(spent()).toBeGreaterThan(500);
    expect(spent()).toBeLessThan(700);
    expect(log.counts()).toEqual([
      { account: 'ada', credential: null, bucket: 'api', pattern: strangersPattern, requests: spent(), limited: 0 },
    ]);
  });

  it('does the same again for the same seed', () => {
    const story = (seed: number) => {
      const { strangers, log } = world();
      jest.setSystemTime(0);
      strangers.set({ ...stranger, seed });
      jest.advanceTimersByTime(3_000);
      strangers.stop();
      return log.last().map(({ at }) => at);
    };
    expect(story(1)).toEqual(story(1));
    expect(story(1)).not.toEqual(story(2));
  });

  it('leaves when there is nothing more to spend', () => {
    const { strangers, spent } = world();
    strangers.set(stranger);
    jest.advanceTimersByTime(1_000);
    strangers.set({ ...stranger, perSecond: 0 });
    const before = spent();
    jest.advanceTimersByTime(5_000);
    expect([before > 0, spent()]).toEqual([true, before]);
  });
});
