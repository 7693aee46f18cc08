import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { CreateAccessTokenRequest } from './create-access-token.request.ts';

const example = { name: 'nightly-reports', role: 'auditor', expiresAt: '2027-11-22T00:00:00Z' };

describeRequest('CreateAccessTokenRequest', CreateAccessTokenRequest, example);

describe('a token that is asked for', () => {
  it('does not expire unless that is asked for', async () => {
    const { name, role } = example;
    for (const sent of [
      { name, role },
      { name, role, expiresAt: null },
    ])
      expect(await requested(CreateAccessTokenRequest, sent)).toEqual({ name, role, expiresAt: null });
  });

  it.each(['a', 'Ann Müller', 'ci_2.main@build+1', '東京', ' trimmed '])('may be called "%s"', async (name) => {
    expect(await fieldsRefused(CreateAccessTokenRequest, { ...example, name })).toEqual([]);
  });

  it.each(['', ' ', '-first', 'two\nlines', 'a\u202eb', 'x'.repeat(101), 'token:ann', 7, null])('may not be called %j', async (name) => {
    expect(await fieldsRefused(CreateAccessTokenRequest, { ...example, name })).toEqual(['name']);
  });

  it.each(['root', 'Administrator', '', null, ['auditor']])('may not have the role %j', async (role) => {
    expect(await fieldsRefused(CreateAccessTokenRequest, { ...example, role })).toEqual(['role']);
  });
});
