import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Json } from './testing/json.ts';
import type { Simulator } from './simulator.ts';
import { call, collect } from './testing/api-client.ts';

let simulator: Simulator;
const get = (path: string) => call(simulator, simulator.credentials.admin, path);

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 23, pullRequests: 1, bigFileBytes: 0 } });
});
afterAll(() => simulator.close());

describe('a list', () => {
  it('has ten values on a page, and says where the next ones are', async () => {
    const first = (await get('/repositories/acme')).body;
    expect([first.size, first.page, first.pagelen, first.values.length]).toEqual([23, 1, 10, 10]);
    expect(first.next).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/2\.0\/repositories\/acme\?page=2$/);
    expect(first.previous).toBeUndefined();
  });

  it('is complete when one follows next to the end, with the query that one began with', async () => {
    const values = await collect(simulator, simulator.credentials.admin, '/repositories/acme?pagelen=7&sort=-name');
    const names = values.map(({ name }) => name);
    expect(names).toHaveLength(23);
    expect(new Set(names).size).toBe(23);
    expect(names).toEqual(names.toSorted().reverse());
  });

  it.each(['101', '-1', 'many', '1.5'])('refuses pagelen=%s instead of clamping it', async (pagelen) => {
    const answer = await get(`/repositories/acme?pagelen=${pagelen}`);
    expect([answer.status, answer.text]).toEqual([400, '{"type":"error","error":{"message":"Invalid pagelen"}}']);
  });

  it('takes a pagelen of 100, and 0 as if it was not there', async () => {
    expect((await get('/repositories/acme?pagelen=100')).body.values).toHaveLength(23);
    expect((await get('/repositories/acme?pagelen=0')).body.pagelen).toBe(10);
  });

  it('has no page after the last one', async () => {
    expect((await get('/repositories/acme?page=4')).status).toBe(404);
  });

  it('can be asked for some fields only', async () => {
    expect((await get('/repositories/acme?pagelen=1&fields=values.slug,values.mainbranch.name')).body).toEqual({
      values: [{ slug: 'web', mainbranch: { name: 'main' } }],
    });
  });
});

describe('a repository', () => {
  it('is whole in the list, with the fields of the real one', async () => {
    const listed = (await get('/repositories/acme?pagelen=1')).body.values[0];
    expect(listed).toEqual((await get('/repositories/acme/web')).body);
    expect(Object.keys(listed as object)).toEqual(
      expect.arrayContaining([
        'full_name',
        'scm',
        'owner',
        'workspace',
        'is_private',
        'project',
        'fork_policy',
        'mainbranch',
        'override_settings',
        'parent',
      ]),
    );
  });

  it('has a clone link with the name of the caller in it, and an ssh link in the style of scp', async () => {
    const clone = (body: Json) => body.links.clone.map(({ href }) => href);
    expect(clone((await get('/repositories/acme/web')).body)).toEqual([
      `${simulator.gitUrl.replace('//', '//ada@')}/acme/web.git`,
      'git@127.0.0.1:acme/web.git',
    ]);
  });

  it('is found by slug in any case, by uuid, and by uuid without a workspace', async () => {
    const [web] = simulator.repositories;
    const uuid = encodeURIComponent(web?.uuid ?? '');
    const workspace = encodeURIComponent(simulator.workspace.uuid);
    const paths = ['acme/WEB', `acme/${uuid}`, `%7B%7D/${uuid}`, `${workspace}/web`];
    const answers = await Promise.all(paths.map((path) => get(`/repositories/${path}`)));
    expect(answers.map(({ body }) => body.full_name)).toEqual(['acme/web', 'acme/web', 'acme/web', 'acme/web']);
  });

  it('has no main branch while it is empty', async () => {
    expect((await get('/repositories/acme/mobile-app')).body.mainbranch).toBeNull();
    expect((await get('/repositories/acme/mobile-app/refs/branches')).body.values).toEqual([]);
    expect((await get('/repositories/acme/mobile-app/commits')).body.values).toEqual([]);
  });

  it('is named as the parent of its fork, and lists the fork', async () => {
    expect((await get('/repositories/acme/design-system')).body.parent.full_name).toBe('acme/web');
    expect((await get('/repositories/acme/web/forks')).body.values.map(({ slug }) => slug)).toEqual(['design-system']);
  });

  it('can be found by the time it was changed', async () => {
    simulator.control.advanceClock(0);
    const since = new Date().toISOString();
    await simulator.control.push('billing', 'main');
    const changed = (await get(`/repositories/acme?q=${encodeURIComponent(`updated_on>="${since}"`)}`)).body.values;
    expect(changed.map(({ slug }) => slug)).toEqual(['billing']);
  });

  it('leaves the list for an owner who asks with a role, which means permissions given by name', async () => {
    expect((await get('/repositories/acme?role=member')).body.values).toEqual([]);
    const named = await call(simulator, simulator.credentials.nonAdmin, '/repositories/acme?role=member');
    expect(named.body.values.map(({ slug }) => slug)).toEqual(['web']);
  });
});

describe('what is missing', () => {
  it.each([
    ['/repositories/acme/nothing', 'You may not have access to this repository or it no longer exists in this workspace.'],
    ['/repositories/nobody', "No workspace with identifier 'nobody'."],
    ['/workspaces/nobody', "No workspace with identifier 'nobody'."],
    ['/nowhere', 'Resource not found'],
    ['/repositories/acme/web/pullrequests/999', 'Pull request 999 not found.'],
    ['/repositories/acme/web/src/main/shard.yml', 'No such file or directory: shard.yml'],
    ['/repositories/acme/web/commit/nothing', 'Commit not found'],
    ['/repositories/acme/web/issues', 'Resource not found'],
    ['/user/permissions/repositories', 'Resource not found'],
  ])('%s is a 404 that says so', async (path, message) => {
    const answer = await get(path);
    expect([answer.status, answer.body.error.message]).toEqual([404, expect.stringContaining(message)]);
  });

  it.each(['/repositories', '/workspaces', '/snippets', '/user/permissions/workspaces'])('%s was removed: 410', async (path) => {
    const data = { announcement_url: 'https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770' };
    const answer = await get(path);
    expect([answer.status, answer.body]).toEqual([
      410,
      {
        type: 'error',
        error: {
          message: 'CHANGE-2770 - Functionality has been deprecated',
          detail: 'Please read the changelog entry for more details.',
          data,
        },
        data,
      },
    ]);
  });

  it('has a slash at the end for pipelines and deployments', async () => {
    const statuses = await Promise.all(
      ['pipelines', 'pipelines/', 'deployments', 'deployments/'].map((name) => get(`/repositories/acme/web/${name}`)),
    );
    expect(statuses.map(({ status }) => status)).toEqual([404, 200, 404, 200]);
  });
});

describe('the workspace', () => {
  it('lists its owners, members and projects', async () => {
    const owners = (await get(`/workspaces/acme/permissions?q=${encodeURIComponent('permission="owner"')}`)).body;
    expect([owners.size, owners.values[0]?.permission]).toEqual([8, 'owner']);
    expect((await get('/workspaces/acme/members')).body.size).toBe(9);
    expect((await get('/workspaces/acme/projects')).body.values.map(({ key }) => key)).toEqual(['CORE', 'APPS', 'OPS']);
  });

  it('tells the caller its role, and whether it administrates', async () => {
    expect((await get('/user/workspaces/acme/permission')).body.permission).toBe('owner');
    expect((await get('/user/workspaces?administrator=true')).body.values[0]).toMatchObject({
      administrator: true,
      workspace: { slug: 'acme' },
    });
    expect((await call(simulator, simulator.credentials.nonAdmin, '/user/workspaces?administrator=true')).body.values).toEqual([]);
  });
});

describe('refs and commits', () => {
  it('have a branch with a slash and umlauts, an annotated and a lightweight tag', async () => {
    expect((await get('/repositories/acme/web/refs/branches/release/ünstable')).body).toMatchObject({
      type: 'branch',
      name: 'release/ünstable',
    });
    expect((await get('/repositories/acme/web/refs/tags/v1.0.0')).body).toMatchObject({
      type: 'tag',
      message: 'First release 🎉\n\nMit Änderungen.\n',
    });
    expect((await get('/repositories/acme/web/refs/tags/lightweight')).body).toMatchObject({ type: 'tag', message: null, tagger: null });
  });

  it('are listed with an opaque cursor and without a size', async () => {
    const first = (await get('/repositories/acme/web/commits/main?pagelen=3')).body;
    expect([first.size, first.page, first.values.length]).toEqual([undefined, undefined, 3]);
    const all = await collect(simulator, simulator.credentials.admin, '/repositories/acme/web/commits/main?pagelen=3');
    const hashes = all.map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(all.at(-1)).toMatchObject({ message: 'Begin\n', parents: [] });
  });
});

describe('settings', () => {
  it.each([
    ['/repositories/acme/web/branching-model', 'development'],
    ['/repositories/acme/web/effective-branching-model', 'branch_types'],
    ['/repositories/acme/web/branching-model/settings', 'default_branch_deletion'],
    ['/repositories/acme/web/override-settings', 'override_settings'],
    ['/workspaces/acme/projects/CORE/branching-model/settings', 'branch_types'],
    ['/workspaces/acme/projects/CORE/deploy-keys', 'values'],
    ['/workspaces/acme/hooks', 'values'],
    ['/snippets/acme', 'values'],
  ])('%s has %s', async (path, field) => {
    expect((await get(path)).body).toHaveProperty(field);
  });

  it('of the workspace are for owners', async () => {
    expect((await call(simulator, simulator.credentials.nonAdmin, '/workspaces/acme/hooks')).status).toBe(403);
  });

  it('have a webhook on some repositories', async () => {
    expect((await get('/repositories/acme/web/hooks')).body.values).toHaveLength(1);
    expect((await get('/repositories/acme/payments-api/hooks')).body.values).toHaveLength(0);
  });
});

it('survives a request for something that is no URL', async () => {
  const { hostname, port } = new URL(simulator.apiUrl);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ hostname, port, path: '//[' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
