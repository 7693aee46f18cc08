import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BitbucketClient } from './bitbucket-client.ts';
import { singleCredential } from './credential-source.ts';
import { repositoriesNotSeen } from './repositories-not-seen.ts';
import { FakeBitbucket, type Reply } from './testing/fake-bitbucket.ts';

describe('which repositories a credential does not see', () => {
  let bitbucket: FakeBitbucket;
  /** The names that each token sees; a reply in their place is answered as it is. */
  let visible: Record<string, readonly string[] | Reply>;

  beforeEach(async () => {
    bitbucket = await FakeBitbucket.start(({ authorization = '', query }) => {
      const seen = visible[authorization.replace('Bearer ', '')] ?? [];
      if (!Array.isArray(seen)) return seen as Reply;
      const page = Number(query.get('page') ?? 1);
      const values = (seen as readonly string[])
        .slice((page - 1) * 100, page * 100)
        .map((name) => ({ uuid: `{${name}}`, full_name: name }));
      const next = seen.length > page * 100 ? { next: `${bitbucket.apiUrl}/repositories/acme?page=${page + 1}` } : {};
      return { body: { values, ...next } };
    });
  });
  afterEach(() => bitbucket.stop());

  const clientOf = (token: string) =>
    new BitbucketClient({
      ...{ apiUrl: bitbucket.apiUrl, gitUrl: bitbucket.origin, attempts: 1, now: () => new Date('2026-11-22T10:00:00Z') },
      credentials: singleCredential({ kind: 'access_token', token }),
    });
  const compared = () => repositoriesNotSeen(clientOf('own'), clientOf('primary'), 'acme');
  const names = (count: number) => Array.from({ length: count }, (_, index) => `acme/r${String(index).padStart(4, '0')}`);

  it('is nothing when both see the same', async () => {
    visible = { own: names(3), primary: names(3) };
    expect(await compared()).toEqual({ count: 0, examples: [] });
  });

  it('is counted, with some of them, over all pages', async () => {
    visible = { own: names(130), primary: [...names(130), ...names(250).slice(150)].toReversed() };
    expect(await compared()).toEqual({ count: 100, examples: names(250).slice(150, 160) });
  });

  it('is everything for one that is answered with an empty list', async () => {
    visible = { own: [], primary: names(2) };
    expect(await compared()).toEqual({ count: 2, examples: names(2) });
  });

  it('is unknown beyond a thousand repositories, after eleven requests at most', async () => {
    visible = { own: names(1), primary: names(5_000) };
    expect(await compared()).toBeNull();
    expect(bitbucket.arrivals.length).toBeLessThanOrEqual(11);
  });

  it.each([
    ['the primary', 'primary'],
    ['the credential itself', 'own'],
  ])('is unknown when %s is refused', async (_who, token) => {
    visible = { own: names(1), primary: names(2), [token]: { status: 401, body: {} } };
    expect(await compared()).toBeNull();
  });
});
