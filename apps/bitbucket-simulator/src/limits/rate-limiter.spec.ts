import { describe, expect, it } from '@jest/globals';
import { documentedLimits } from './rate-limits.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { CountedAccount } from './rate-limiter.ts';

const limits = { ...documentedLimits, api: 3, git: 5, anonymous: 2, accessTokenApi: 4 };
const ada: CountedAccount = { account: 'ada', kind: 'user' };
const token: CountedAccount = { account: 'token', kind: 'access-token' };
const address: CountedAccount = { account: 'anonymous:127.0.0.1', kind: 'anonymous' };

function allowedOf(limiter: RateLimiter, counted: CountedAccount, bucket: 'api' | 'git' | 'raw', times: number, now = 0): boolean[] {
  return Array.from({ length: times }, () => limiter.take(counted, bucket, now).allowed);
}

describe('RateLimiter', () => {
  it('allows as many requests as the limit, and the next one when the first has left the window', () => {
    const limiter = new RateLimiter(limits, 60, false);
    expect(allowedOf(limiter, ada, 'api', 4)).toEqual([true, true, true, false]);
    expect(limiter.take(ada, 'api', 59_999).allowed).toBe(false);
    expect(limiter.take(ada, 'api', 60_000).allowed).toBe(true);
  });

  it('counts accounts and buckets apart', () => {
    const limiter = new RateLimiter(limits, 60, false);
    allowedOf(limiter, ada, 'api', 3);
    expect(allowedOf(limiter, token, 'api', 5)).toEqual([true, true, true, true, false]);
    expect(allowedOf(limiter, ada, 'git', 6)).toEqual([true, true, true, true, true, false]);
  });

  it('counts all of REST together for an address without credentials', () => {
    const limiter = new RateLimiter(limits, 60, false);
    expect([
      limiter.take(address, 'api', 0).allowed,
      limiter.take(address, 'raw', 0).allowed,
      limiter.take(address, 'api', 0).allowed,
    ]).toEqual([true, true, false]);
  });

  it('lets a refused request count only where it was told to', () => {
    const [lenient, strict] = [new RateLimiter(limits, 60, false), new RateLimiter(limits, 60, true)];
    for (const limiter of [lenient, strict]) for (const now of [0, 0, 0, 30_000]) limiter.take(ada, 'api', now);
    expect([lenient.take(ada, 'api', 60_000).remaining, strict.take(ada, 'api', 60_000).remaining]).toEqual([2, 1]);
  });

  it('lets a stranger spend more than the limit, and says how long that lasts', () => {
    const limiter = new RateLimiter(limits, 60, false);
    limiter.spend(ada, 'api', 50, 1000);
    expect(limiter.take(ada, 'api', 2000)).toEqual({ allowed: false, limit: 3, remaining: 0, untilReset: 59_000 });
    expect(limiter.spent(2000)).toEqual([{ account: 'ada', bucket: 'api', used: 50 }]);
  });
});
