import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call } from './testing/api-client.ts';

let simulator: Simulator;
const send = (method: string, path: string, json: object = {}) =>
  call(simulator, simulator.credentials.restore, `/repositories/acme/${path}`, { method, json });

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 1, pullRequests: 1 } });
});
afterAll(() => simulator.close());

describe('creating a repository', () => {
  it('puts it into the project that was named', async () => {
    const answer = await send('POST', 'restored', { scm: 'git', name: 'Restored', project: { key: 'OPS' } });
    expect([answer.status, answer.body.full_name, answer.body.project.key, answer.body.mainbranch]).toEqual([
      200,
      'acme/restored',
      'OPS',
      null,
    ]);
  });

  it('is refused over one that exists, with a bad slug, and without the scope', async () => {
    expect((await send('POST', 'web')).body.error.message).toBe('Repository with this Slug and Owner already exists.');
    expect((await send('POST', 'Not%20a%20slug')).status).toBe(400);
    const { withoutPullRequests } = simulator.credentials;
    simulator.control.setScopes(withoutPullRequests.id, ['read:repository:bitbucket']);
    expect((await call(simulator, withoutPullRequests, '/repositories/acme/other', { method: 'POST', json: {} })).status).toBe(403);
  });

  it('is done by PUT as well', async () => {
    expect((await send('PUT', 'put-there', { name: 'Put There' })).status).toBe(201);
  });
});

describe('changing a repository', () => {
  it('sets the main branch to one that exists', async () => {
    expect((await send('PUT', 'web', { mainbranch: { name: 'develop' } })).body.mainbranch.name).toBe('develop');
    expect((await send('PUT', 'web', { mainbranch: { name: 'nothing' } })).status).toBe(400);
  });

  it('changes the slug along with the name, and the old one redirects', async () => {
    await send('POST', 'before');
    expect((await send('PUT', 'before', { name: 'After That' })).body.slug).toBe('after-that');
    const old = await call(simulator, simulator.credentials.admin, '/repositories/acme/before/refs/tags?pagelen=5');
    expect([old.status, old.headers.get('location')]).toEqual([
      301,
      `${simulator.apiUrl}/repositories/acme/after-that/refs/tags?pagelen=5`,
    ]);
  });
});

describe('settings', () => {
  it('take branch restrictions, each kind once for a pattern', async () => {
    const rule = { kind: 'push', pattern: 'release/*', branch_match_kind: 'glob', users: [{ uuid: simulator.credentials.admin.user }] };
    const first = await send('POST', 'web/branch-restrictions', rule);
    expect([first.status, first.body.users[0]?.nickname, (await send('POST', 'web/branch-restrictions', rule)).status]).toEqual([
      201,
      'ada',
      400,
    ]);
  });

  it('take webhooks, whose secret is not shown again', async () => {
    const answer = await send('POST', 'web/hooks', { url: 'https://example.com', events: ['repo:push'], secret: 'hush' });
    expect([answer.status, answer.text.includes('hush')]).toEqual([201, false]);
  });

  it('take default reviewers, permissions, the branching model and overrides', async () => {
    const { account } = simulator.credentials.nonAdmin;
    const user = encodeURIComponent(account);
    expect((await send('PUT', `web/default-reviewers/${user}`)).body.uuid).toBe(account);
    expect((await send('PUT', `web/permissions-config/users/${user}`, { permission: 'admin' })).body.permission).toBe('admin');
    expect((await send('PUT', 'web/branching-model/settings', { default_branch_deletion: 'true' })).body.default_branch_deletion).toBe(
      'true',
    );
    expect((await send('PUT', 'web/override-settings', { branching_model: true })).status).toBe(204);
  });

  it('take a project', async () => {
    const json = { key: 'NEW', name: 'New one' };
    const answer = await call(
      simulator,
      simulator.control.issueApiToken(simulator.credentials.admin.account, ['admin:project:bitbucket']),
      '/workspaces/acme/projects',
      {
        method: 'POST',
        json,
      },
    );
    expect([answer.status, answer.body.key]).toEqual([201, 'NEW']);
  });
});

describe('pull requests', () => {
  it('are made by the caller, now, whatever the body says', async () => {
    const body = {
      title: 'Neu',
      source: { branch: { name: 'develop' } },
      destination: { branch: { name: 'main' } },
      author: { uuid: '{x}' },
      created_on: '2001-01-01',
    };
    const answer = await send('POST', 'web/pullrequests', body);
    expect([answer.status, answer.body.author.nickname, answer.body.state, answer.body.created_on.slice(0, 4)]).toEqual([
      201,
      'ada',
      'OPEN',
      String(new Date().getFullYear()),
    ]);
  });

  it('need a branch that exists', async () => {
    const answer = await send('POST', 'web/pullrequests', { title: 'Neu', source: { branch: { name: 'dummy' } } });
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"type":"error","error":{"message":"source: branch not found: dummy","fields":{"source":["branch not found: dummy"]}}}',
    ]);
  });

  it('take comments, and are declined once', async () => {
    const comment = await send('POST', 'web/pullrequests/1/comments', { content: { raw: 'Hier' }, inline: { path: 'README.md', to: 1 } });
    expect([comment.status, comment.body.inline]).toEqual([201, { path: 'README.md', from: null, to: 1 }]);
    expect((await send('POST', 'web/pullrequests/1/decline')).body.state).toBe('DECLINED');
    expect((await send('POST', 'web/pullrequests/1/decline')).status).toBe(400);
  });
});
