import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BitbucketClient } from './bitbucket-client.ts';
import { singleCredential } from './credential-source.ts';
import type { ListPage } from './page.ts';
import { listPullRequestComments, listPullRequests } from './pull-requests.ts';
import { getRepository, listRepositories } from './repositories.ts';
import { FakeBitbucket } from './testing/fake-bitbucket.ts';

const web = {
  type: 'repository',
  uuid: '{r-1}',
  full_name: 'acme/web',
  slug: 'web',
  name: 'Wéb ☂',
  is_private: false,
  size: 1234,
  updated_on: '2026-11-01T10:00:00.123456+00:00',
  mainbranch: { type: 'branch', name: 'main' },
  project: { key: 'SHOP' },
  has_issues: true,
};

let bitbucket: FakeBitbucket;
let client: BitbucketClient;
beforeEach(async () => {
  bitbucket = await FakeBitbucket.start();
  client = new BitbucketClient({
    apiUrl: bitbucket.apiUrl,
    gitUrl: bitbucket.origin,
    credentials: singleCredential({ kind: 'access_token', token: 'ATCTT3x' }),
    now: () => new Date('2026-11-22T10:00:00Z'),
    attempts: 1,
  });
});
afterEach(() => bitbucket.stop());

async function read<T>(pages: AsyncGenerator<T[] | ListPage<T>>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...('items' in page ? page.items : page));
  return items;
}

describe('the repositories of a workspace', () => {
  it('come with what they are called and all that Bitbucket said', async () => {
    bitbucket.answers(() => ({ body: { values: [web] } }));
    expect(await read(listRepositories(client, 'acme'))).toEqual([
      {
        id: 'r-1',
        slug: 'web',
        name: 'Wéb ☂',
        fullName: 'acme/web',
        projectKey: 'SHOP',
        mainBranch: 'main',
        isPrivate: false,
        size: 1234,
        updatedOn: '2026-11-01T10:00:00.123456+00:00',
        raw: web,
      },
    ]);
    expect(bitbucket.arrivals.map(({ path, query }) => `${path}?${query.toString()}`)).toEqual(['/2.0/repositories/acme?pagelen=100']);
  });

  it('may be empty, and are then not left out', async () => {
    const empty = { uuid: '{r-2}', full_name: 'acme/empty', mainbranch: null, parent: null };
    bitbucket.answers(() => ({ body: { values: [empty] } }));
    expect(await read(listRepositories(client, 'acme'))).toMatchObject([
      { id: 'r-2', slug: 'empty', mainBranch: null, projectKey: null, size: null },
    ]);
  });

  it.each([['uuid'], ['full_name']])('fail when one has no %s', async (field) => {
    bitbucket.answers(() => ({ body: { values: [web, { ...web, uuid: '{r-3}', [field]: undefined }] } }));
    await expect(read(listRepositories(client, 'acme'))).rejects.toMatchObject({ code: 'BITBUCKET_ANSWER_UNREADABLE' });
  });
});

describe('the repositories of a workspace that changes while they are listed', () => {
  const named = (name: string) => ({ uuid: `{${name}}`, full_name: `acme/${name}` });
  const next = () => ({ next: `${bitbucket.apiUrl}/repositories/acme?page=2` });
  /** One of `a` to `d` was deleted after the first page: the first of the second page has moved up to where it was read already. */
  const shifted = () => [
    { values: [named('a'), named('b')], size: 4, ...next() },
    { values: [named('d')], size: 3 },
  ];
  const settled = () => [
    { values: [named('b'), named('c')], size: 3, ...next() },
    { values: [named('d')], size: 3 },
  ];

  /** Answers with these pages, and after them with the last ones again and again. */
  function listing(...readings: readonly ReturnType<typeof shifted>[]): void {
    const pages = readings.flat();
    bitbucket.answers(() => ({ body: pages[bitbucket.arrivals.length - 1] ?? readings.at(-1)![(bitbucket.arrivals.length - 1) % 2] }));
  }

  it('are read again, and none is left out', async () => {
    listing(shifted(), settled());
    expect((await read(listRepositories(client, 'acme'))).map(({ id }) => id)).toEqual(['a', 'b', 'd', 'c']);
    expect(bitbucket.arrivals).toHaveLength(4);
  });

  it('are read no more than three times: then it is said that one may be missing', async () => {
    listing(shifted());
    await expect(read(listRepositories(client, 'acme'))).rejects.toMatchObject({
      code: 'BITBUCKET_LIST_UNSETTLED',
      message: expect.stringContaining('it shrank from 4 to 3'),
    });
    expect(bitbucket.arrivals).toHaveLength(6);
  });

  it('are read once when nothing is in doubt', async () => {
    listing(settled());
    expect(await read(listRepositories(client, 'acme'))).toHaveLength(3);
    expect(bitbucket.arrivals).toHaveLength(2);
  });
});

describe('one repository', () => {
  it.each(['r-1', '{r-1}'])('is found by its uuid %s after a rename', async (id) => {
    bitbucket.answers(() => ({ body: web }));
    expect(await getRepository(client, '{w-1}', id)).toMatchObject({ id: 'r-1', fullName: 'acme/web' });
    expect(bitbucket.arrivals[0]?.path).toBe('/2.0/repositories/%7Bw-1%7D/%7Br-1%7D');
  });
});

describe('pull requests', () => {
  const repository = { workspace: 'acme', id: 'r-1' };

  it('are read in all four states, 50 a page, and not sorted', async () => {
    const raw = { id: 7, state: 'MERGED', updated_on: '2026-11-01T10:00:00+00:00', title: 'x' };
    bitbucket.answers(() => ({ body: { values: [raw] } }));
    expect(await read(listPullRequests(client, repository))).toEqual([{ id: 7, state: 'MERGED', updatedOn: raw.updated_on, raw }]);
    const { path, query } = bitbucket.arrivals[0]!;
    expect(path).toBe('/2.0/repositories/acme/%7Br-1%7D/pullrequests');
    expect(query.getAll('state')).toEqual(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']);
    expect([query.get('pagelen'), query.has('sort'), query.has('q')]).toEqual(['50', false, false]);
  });

  it('may be limited to those that changed since', async () => {
    bitbucket.answers(() => ({ body: { values: [] } }));
    await read(listPullRequests(client, repository, { updatedSince: new Date('2026-11-01T10:00:00.123Z') }));
    expect(bitbucket.arrivals[0]?.query.get('q')).toBe('updated_on>="2026-11-01T10:00:00.123+00:00"');
  });

  it('go on at a page that was reached before', async () => {
    const next = `${bitbucket.apiUrl}/repositories/acme/%7Br-1%7D/pullrequests?page=3`;
    bitbucket.answers(() => ({ body: { values: [{ id: 7 }] } }));
    expect(await read(listPullRequests(client, repository, { from: next }))).toMatchObject([{ id: 7 }]);
    expect(bitbucket.arrivals.map(({ query }) => query.get('page'))).toEqual(['3']);
  });

  it('do not go on anywhere else than at the configured API', async () => {
    const elsewhere = 'https://elsewhere.example/2.0/repositories?page=3';
    await expect(read(listPullRequests(client, repository, { from: elsewhere }))).rejects.toMatchObject({ code: 'BITBUCKET_FOREIGN_LINK' });
    expect([client.owns(elsewhere), client.owns(`${bitbucket.apiUrl}/x`), client.owns('x')]).toEqual([false, true, false]);
    expect(bitbucket.arrivals).toEqual([]);
  });

  it('fail when one has no id', async () => {
    bitbucket.answers(() => ({ body: { values: [{ state: 'OPEN' }] } }));
    await expect(read(listPullRequests(client, repository))).rejects.toMatchObject({ code: 'BITBUCKET_ANSWER_UNREADABLE' });
  });

  it('have comments', async () => {
    const raw = { id: 1, content: { raw: 'Nice' }, deleted: true };
    bitbucket.answers(() => ({ body: { values: [raw] } }));
    expect(await read(listPullRequestComments(client, repository, 7))).toEqual([{ id: 1, raw }]);
    expect(bitbucket.arrivals[0]?.path).toBe('/2.0/repositories/acme/%7Br-1%7D/pullrequests/7/comments');
  });
});
