import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cloneUrl, gitCredential } from './git-access.ts';
import { OAuthTokens } from './oauth-tokens.ts';
import { FakeBitbucket } from './testing/fake-bitbucket.ts';

let bitbucket: FakeBitbucket;
let tokens: OAuthTokens;
beforeEach(async () => {
  bitbucket = await FakeBitbucket.start();
  tokens = new OAuthTokens({ gitUrl: bitbucket.origin, now: () => new Date('2026-11-22T10:00:00Z') });
});
afterEach(() => bitbucket.stop());

describe('signing in to git', () => {
  it.each([
    [
      { kind: 'api_token', email: 'jo@acme.example', token: 'ATATT' },
      { username: 'x-bitbucket-api-token-auth', password: 'ATATT' },
    ],
    [
      { kind: 'access_token', token: 'ATCTT' },
      { username: 'x-token-auth', password: 'ATCTT' },
    ],
    [
      { kind: 'app_password', username: 'jo', password: 'ATBB' },
      { username: 'jo', password: 'ATBB' },
    ],
  ] as const)('with %j takes %j, without a request', async (secret, credential) => {
    expect(await gitCredential(secret, tokens)).toEqual(credential);
    expect(bitbucket.arrivals).toEqual([]);
  });

  const consumer = { kind: 'oauth_consumer', key: 'key', secret: 'hush' } as const;

  it('with an OAuth consumer takes an access token', async () => {
    bitbucket.answers(() => ({ body: { access_token: 'fresh', expires_in: 7200 } }));
    expect(await gitCredential(consumer, tokens)).toEqual({ username: 'x-token-auth', password: 'fresh' });
  });

  it.each([
    [401, 'BITBUCKET_CREDENTIAL_REJECTED'],
    [429, 'BITBUCKET_RATE_LIMITED'],
    [503, 'BITBUCKET_UNREACHABLE'],
    [404, 'BITBUCKET_NOT_FOUND'],
    [200, 'BITBUCKET_UNREACHABLE'],
  ])('with an OAuth consumer that is answered %i fails with %s', async (status, code) => {
    bitbucket.answers(() => ({ status, body: {} }));
    await expect(gitCredential(consumer, tokens)).rejects.toMatchObject({ code });
  });

  it('with an OAuth consumer fails when nobody answers', async () => {
    await bitbucket.stop();
    await expect(gitCredential(consumer, tokens)).rejects.toMatchObject({ code: 'BITBUCKET_UNREACHABLE' });
  });
});

describe('the address for git', () => {
  it('is below the configured one', () => {
    expect(cloneUrl('https://bitbucket.org', 'acme/web')).toBe('https://bitbucket.org/acme/web.git');
    expect(cloneUrl('http://127.0.0.1:7990/git/', 'acme/web')).toBe('http://127.0.0.1:7990/git/acme/web.git');
  });

  it('cannot be led elsewhere by the name of a repository', () => {
    expect(cloneUrl('https://bitbucket.org', 'acme/a?b#c@d')).toBe('https://bitbucket.org/acme/a%3Fb%23c%40d.git');
    for (const name of ['../x', 'acme/..', '//evil.example/x', ''])
      expect(() => cloneUrl('https://bitbucket.org', name)).toThrow(RangeError);
  });
});
