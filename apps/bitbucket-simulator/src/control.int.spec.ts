import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call, collect } from './testing/api-client.ts';
import { makeWorkplace, runGit, withUser } from './testing/git-client.ts';
import type { Workplace } from './testing/git-client.ts';
import { UnknownNameError } from './control/simulator-control.ts';

let simulator: Simulator;
let place: Workplace;
const get = (path: string) => call(simulator, simulator.credentials.admin, path);

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 12, pullRequests: 1, bigFileBytes: 0 } });
  place = await makeWorkplace();
});
afterEach(() => {
  simulator.control.clearFaults();
});
afterAll(async () => {
  await simulator.close();
  await place.remove();
});

describe('faults', () => {
  it.each([401, 403, 404, 429, 500, 502, 503, 555])('answer %i as often as they were asked to, to what they match', async (status) => {
    simulator.control.addFault({ path: 'GET .*/web/refs', times: 2, effect: { kind: 'status', status } });
    const paths = ['/user', '/repositories/acme/web/refs/tags', '/repositories/acme/web/refs', '/repositories/acme/web/refs'];
    const answered: number[] = [];
    for (const path of paths) answered.push((await get(path)).status);
    expect(answered).toEqual([200, status, status, 200]);
  });

  it('can be meant for one account', async () => {
    const { admin, nonAdmin } = simulator.credentials;
    simulator.control.addFault({ path: '/user', account: nonAdmin.account, effect: { kind: 'status', status: 401 } });
    expect((await call(simulator, admin, '/user')).status).toBe(200);
    expect((await call(simulator, nonAdmin, '/user')).status).toBe(401);
  });

  it('break the line in the middle of an answer', async () => {
    simulator.control.addFault({ path: '/user', effect: { kind: 'truncated' } });
    await expect(get('/user')).rejects.toThrow();
  });

  it('leave a request without an answer until the client gives up', async () => {
    simulator.control.addFault({ path: '/user', effect: { kind: 'hang' } });
    await expect(fetch(`${simulator.apiUrl}/user`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/i);
  });

  it('make an answer slow', async () => {
    simulator.control.addFault({ path: '/user', effect: { kind: 'slow', milliseconds: 150 } });
    const startedAt = performance.now();
    expect((await get('/user')).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('empty a list without an error', async () => {
    simulator.control.addFault({ path: '/repositories/acme$', effect: { kind: 'empty-list' } });
    const empty = await get('/repositories/acme');
    expect([empty.status, empty.body.values, (await get('/repositories/acme')).body.size]).toEqual([200, [], 12]);
  });

  it('shift a list between two pages, so that one repository comes twice or never', async () => {
    const slugs = async () =>
      (await collect(simulator, simulator.credentials.admin, '/repositories/acme?pagelen=5')).map(({ slug }) => slug);
    simulator.control.addFault({ path: '/repositories/acme$', times: 2, effect: { kind: 'shifted-page', by: -1 } });
    const twice = await slugs();
    expect([twice.length, new Set(twice).size]).toEqual([13, 12]);
    simulator.control.addFault({ path: '/repositories/acme$', times: 2, effect: { kind: 'shifted-page', by: 1 } });
    expect(new Set(await slugs()).size).toBe(11);
  });

  it('send a client elsewhere', async () => {
    simulator.control.addFault({ path: '/user', effect: { kind: 'redirect', location: 'http://127.0.0.1:1/steal' } });
    const answer = await get('/user');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/steal']);
  });

  it('break a clone in the middle, and the next one is whole', async () => {
    const url = withUser(`${simulator.gitUrl}/acme/web.git`, 'x-bitbucket-api-token-auth', simulator.credentials.admin.token);
    simulator.control.addFault({ path: 'POST /acme/web.git/git-upload-pack', times: 2, effect: { kind: 'truncated' } });
    expect((await runGit(place.directory, 'clone', '--mirror', url, 'broken.git')).code).not.toBe(0);
    simulator.control.clearFaults();
    expect((await runGit(place.directory, 'clone', '--mirror', url, 'whole.git')).code).toBe(0);
  });
});

describe('changes behind the back of a client', () => {
  const tip = async (slug: string, branch: string) => (await get(`/repositories/acme/${slug}/refs/branches/${branch}`)).body.target;

  it('push commits', async () => {
    const before = (await tip('web', 'main')).hash;
    const after = await simulator.control.push('web', 'main', 2);
    const commits = (await get('/repositories/acme/web/commits/main?pagelen=3')).body.values;
    expect([commits[0]?.hash, commits[2]?.hash]).toEqual([after, before]);
  });

  it('push a branch that is new, and the first one of an empty repository', async () => {
    await simulator.control.push('web', 'brand/new');
    expect((await get('/repositories/acme/web/refs/branches/brand/new')).status).toBe(200);
    await simulator.control.push('mobile-app', 'main');
    expect((await get('/repositories/acme/mobile-app')).body.mainbranch.name).toBe('main');
  });

  it('force a branch to another history', async () => {
    const before = await tip('web', 'develop');
    const after = await simulator.control.forcePush('web', 'develop');
    const now = await tip('web', 'develop');
    expect([now.hash, now.parents[0]?.hash]).toEqual([after, before.parents[0]?.hash]);
    expect(after).not.toBe(before.hash);
  });

  it('delete a branch', async () => {
    await simulator.control.deleteBranch('web', 'release/ünstable');
    expect((await get('/repositories/acme/web/refs/branches/release/ünstable')).status).toBe(404);
  });

  it('rename and delete a repository', async () => {
    expect(simulator.control.renameRepository('billing', 'Invoices & Bills')).toBe('invoices-bills');
    const uuid = simulator.repositories.find(({ slug }) => slug === 'invoices-bills')?.uuid ?? '';
    expect((await get(`/repositories/acme/${encodeURIComponent(uuid)}`)).body.full_name).toBe('acme/invoices-bills');
    const git = await runGit(
      place.directory,
      'ls-remote',
      withUser(`${simulator.gitUrl}/acme/billing.git`, 'ada', simulator.credentials.admin.token),
    );
    expect(git.complaint).toContain('not found');
    simulator.control.deleteRepository('invoices-bills');
    expect((await get(`/repositories/acme/${encodeURIComponent(uuid)}`)).status).toBe(404);
  });

  it('create a repository', async () => {
    expect(await simulator.control.createRepository('Brand New')).toBe('brand-new');
    expect((await get('/repositories/acme/brand-new')).body.mainbranch).toBeNull();
  });

  it('take a credential or a membership away', async () => {
    const [first, second] = simulator.credentials.additional;
    if (!first || !second) throw new Error('There should be two.');
    simulator.control.revoke(first.id);
    expect((await call(simulator, first, '/user')).status).toBe(401);
    simulator.control.setMembership(second.account, 'none');
    expect((await call(simulator, second, '/repositories/acme')).body.values).toEqual([]);
  });

  it('refuse names that nobody has', () => {
    expect(() => {
      simulator.control.revoke('nobody');
    }).toThrow(UnknownNameError);
    expect(() => {
      simulator.control.deleteRepository('nothing');
    }).toThrow(UnknownNameError);
  });
});

describe('what was asked', () => {
  it('is counted by account, bucket and operation, and remembered without any secret', async () => {
    simulator.control.resetStatistics();
    const { admin } = simulator.credentials;
    await get('/repositories/acme/web/refs/branches/main?fields=name');
    await get('/repositories/acme/web/refs/branches/develop');
    const { counts, requests, limited } = simulator.control.statistics();
    const pattern = 'GET /repositories/{workspace}/{repo_slug}/refs/branches/{name}';
    expect([requests, limited, counts]).toEqual([
      2,
      0,
      [{ account: admin.account, credential: admin.id, bucket: 'api', pattern, requests: 2, limited: 0 }],
    ]);
    expect(simulator.control.requests()[0]).toMatchObject({
      method: 'GET',
      path: '/2.0/repositories/acme/web/refs/branches/main?fields=name',
      status: 200,
    });
    await get(`/user?access_token=${admin.token}`);
    expect(JSON.stringify(simulator.control.requests())).not.toContain(admin.token);
  });
});

describe('the control interface over HTTP', () => {
  const control = async (method: string, action: string, body?: object) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${new URL(simulator.apiUrl).origin}/_control/${action}`, { method, ...json });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('does what the one in the process does', async () => {
    const { account } = simulator.credentials.nonAdmin;
    expect(await control('POST', 'spend', { account, bucket: 'api', requests: 1000 })).toEqual({ status: 200, body: {} });
    expect((await call(simulator, simulator.credentials.nonAdmin, '/user')).status).toBe(429);
    await control('POST', 'clock', { advanceSeconds: 3600 });
    expect((await call(simulator, simulator.credentials.nonAdmin, '/user')).status).toBe(200);
    expect((await control('POST', 'push', { repository: 'web', branch: 'main' })).body['tip']).toMatch(/^[0-9a-f]{40}$/);
  });

  it('adds faults, and shows the statistics, which it does not count for', async () => {
    await control('POST', 'reset-statistics');
    await control('POST', 'fault', { path: '/user', effect: { kind: 'status', status: 503 } });
    expect((await get('/user')).status).toBe(503);
    expect((await control('GET', 'statistics')).body['requests']).toBe(1);
  });

  it.each([
    ['an unknown action', 'explode', {}, 404],
    ['an unknown repository', 'push', { repository: 'nothing', branch: 'main' }, 400],
    ['a missing field', 'spend', { account: 'x', bucket: 'api' }, 400],
    ['a wrong word', 'membership', { account: 'x', role: 'king' }, 400],
    ['a broken pattern', 'fault', { path: '(', effect: { kind: 'hang' } }, 400],
    ['chance without effects', 'disturb', { rate: 0.1, effects: [] }, 400],
    ['a stranger without a pace', 'stranger', { account: 'x', bucket: 'api' }, 400],
  ])('refuses %s', async (_what, action, body, status) => {
    expect((await control('POST', action, body)).status).toBe(status);
  });
});
