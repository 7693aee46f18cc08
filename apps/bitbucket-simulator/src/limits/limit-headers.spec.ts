import { describe, expect, it } from '@jest/globals';
import { limitHeaders } from './limit-headers.ts';

const user = { account: 'ada', kind: 'user' } as const;
const token = { account: 'token', kind: 'access-token' } as const;
const nobody = { account: 'anonymous:127.0.0.1', kind: 'anonymous' } as const;
const request = {
  allowed: true,
  limit: 1000,
  remaining: 150,
  untilReset: 744_100,
  bucket: 'api',
  now: Date.UTC(2026, 10, 22),
  windowSeconds: 3600,
} as const;
const refused = { ...request, allowed: false, remaining: 0 };

describe('limitHeaders', () => {
  it('tells an API token nothing by default, not even with a 429', () => {
    expect(limitHeaders('none', { ...refused, counted: user })).toEqual({});
  });

  it('tells the scaled headers to access tokens alone, near the limit below a fifth', () => {
    const scaled = { 'x-ratelimit-limit': '1000', 'x-ratelimit-resource': 'api', 'x-ratelimit-nearlimit': 'true' };
    expect(limitHeaders('scaled', { ...request, counted: token })).toEqual(scaled);
    expect(limitHeaders('scaled', { ...request, remaining: 200, counted: token })).toMatchObject({ 'x-ratelimit-nearlimit': 'false' });
    expect(limitHeaders('scaled', { ...request, counted: user })).toEqual({});
  });

  it('tells limit, remaining and seconds in the way of Envoy, and always so to anonymous callers', () => {
    const envoy = { 'x-ratelimit-limit': '1000, 1000;w=3600', 'x-ratelimit-remaining': '150', 'x-ratelimit-reset': '745' };
    expect(limitHeaders('envoy', { ...request, counted: user })).toEqual(envoy);
    expect(limitHeaders('none', { ...request, counted: nobody })).toEqual(envoy);
  });

  it('tells when to come back only with a refusal, in seconds or as a date that is not too early', () => {
    expect(limitHeaders('retry-after-seconds', { ...request, counted: user })).toEqual({});
    expect(limitHeaders('retry-after-seconds', { ...refused, counted: user })).toEqual({ 'retry-after': '745' });
    expect(limitHeaders('retry-after-date', { ...refused, counted: user })).toEqual({ 'retry-after': 'Sun, 22 Nov 2026 00:12:25 GMT' });
  });
});
