import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCredentialFacts, readRateLimitHints, readRetryAfterSeconds } from './answer-headers.ts';

const now = new Date('2026-11-22T10:00:00Z');

describe('rate limit hints', () => {
  it('are all unknown without headers', () => {
    expect(readRateLimitHints({}, now)).toEqual({ limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null });
  });

  it('read the three documented headers', () => {
    const headers = { 'x-ratelimit-limit': '2500', 'x-ratelimit-resource': 'api', 'x-ratelimit-nearlimit': 'true' };
    expect(readRateLimitHints(headers, now)).toEqual({
      limit: 2500,
      remaining: null,
      resetSeconds: null,
      nearLimit: true,
      resource: 'api',
    });
  });

  it('read the headers of Envoy as they were seen', () => {
    const headers = { 'x-ratelimit-limit': '60, 60;w=3600', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '745' };
    expect(readRateLimitHints(headers, now)).toEqual({ limit: 60, remaining: 0, resetSeconds: 745, nearLimit: true, resource: null });
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('understand a near limit of %j', (value, near) => {
    expect(readRateLimitHints({ 'x-ratelimit-nearlimit': value }, now).nearLimit).toBe(near);
  });

  it('call it near the limit when less than a fifth remains', () => {
    const near = (remaining: string): boolean =>
      readRateLimitHints({ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': remaining }, now).nearLimit;
    expect([near('199'), near('200')]).toEqual([true, false]);
  });

  it('take a reset beyond 1e9 for a point in time', () => {
    const epoch = now.getTime() / 1000 + 90;
    expect(readRateLimitHints({ 'x-ratelimit-reset': String(epoch) }, now).resetSeconds).toBe(90);
    expect(readRateLimitHints({ 'x-ratelimit-reset': String(epoch * 1000) }, now).resetSeconds).toBe(90);
  });

  it('hold only whole numbers that are not negative, or nothing, whatever the headers hold', () => {
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String), fc.date({ noInvalidDate: true }).map(String));
    fc.assert(
      fc.property(value, value, value, value, (limit, remaining, reset, retryAfter) => {
        const headers = {
          'x-ratelimit-limit': limit,
          'x-ratelimit-remaining': remaining,
          'x-ratelimit-reset': reset,
          'retry-after': retryAfter,
        };
        const hints = readRateLimitHints(headers, now);
        for (const number of [hints.limit, hints.remaining, hints.resetSeconds, readRetryAfterSeconds(headers, now)]) {
          expect(number === null || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
        }
      }),
    );
  });
});

describe('the wait after a 429', () => {
  it.each([
    ['seconds', '30', 30],
    ['a fraction of a second', '0.2', 1],
    ['an HTTP date', 'Sun, 22 Nov 2026 10:02:00 GMT', 120],
    ['a date in the past', 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['more than a day', '99999999', 86_400],
    ['a negative number', '-5', null],
    ['words', 'in a while', null],
  ])('is read from %s', (_what, value, seconds) => {
    expect(readRetryAfterSeconds({ 'retry-after': value }, now)).toBe(seconds);
  });

  it('is the reset of the window when there is no Retry-After', () => {
    expect(readRetryAfterSeconds({ 'x-ratelimit-reset': '394' }, now)).toBe(394);
  });

  it('is unknown without headers', () => {
    expect(readRetryAfterSeconds({}, now)).toBeNull();
  });
});

describe('facts about the credential', () => {
  it('are read from the headers', () => {
    const headers = {
      'x-oauth-scopes': 'read:pullrequest:bitbucket, read:user:bitbucket',
      'x-accepted-oauth-scopes': 'repository',
      'x-credential-type': 'api_token',
      'x-token-id': 'abc',
    };
    expect(readCredentialFacts(headers)).toEqual({
      scopes: ['read:pullrequest:bitbucket', 'read:user:bitbucket'],
      acceptedScopes: ['repository'],
      credentialType: 'api_token',
      tokenId: 'abc',
    });
  });

  it('tell no scopes from scopes that were not told', () => {
    expect(readCredentialFacts({ 'x-oauth-scopes': '' }).scopes).toEqual([]);
    expect(readCredentialFacts({}).scopes).toBeNull();
  });
});
