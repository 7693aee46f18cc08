import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BitbucketClient } from './bitbucket-client.ts';
import { singleCredential } from './credential-source.ts';
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

async function read<T>(pages: AsyncGenerator<T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
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
