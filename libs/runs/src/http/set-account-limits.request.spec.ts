import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { limitsIn, SetAccountLimitsRequest } from './set-account-limits.request.ts';

describeRequest('SetAccountLimitsRequest', SetAccountLimitsRequest, {
  seats: 250,
  api: { reserve: 0.2 },
  git: { limit: 30_000, reserve: 0 },
  raw: {},
  webhooks: { limit: 1 },
});

describe('the limits of an account', () => {
  it.each([
    ['seats', 0],
    ['seats', 2.5],
    ['seats', null],
    ['api.limit', { limit: 0 }],
    ['api.limit', { limit: 10_000_001 }],
    ['api.limit', { limit: '5' }],
    ['git.reserve', { reserve: -0.1 }],
    ['git.reserve', { reserve: 0.96 }],
    ['git.reserve', { reserve: null }],
    ['raw', null],
    ['raw', 500],
  ])('name %s when it is %j', async (field, value) => {
    const [name] = field.split('.');
    expect(await fieldsRefused(SetAccountLimitsRequest, { [name!]: value })).toEqual([field]);
  });

  it('name the seats when the limit that follows from them is given too', async () => {
    expect(await fieldsRefused(SetAccountLimitsRequest, { seats: 250, api: { limit: 5 } })).toEqual(['seats']);
  });

  it('are of those buckets that are said anything of', () => {
    const request = Object.assign(new SetAccountLimitsRequest(), { api: { reserve: 0 }, git: { limit: 9 }, raw: {} });
    expect(limitsIn(request)).toEqual({ api: { limit: null, reserve: 0 }, git: { limit: 9, reserve: null } });
  });
});
