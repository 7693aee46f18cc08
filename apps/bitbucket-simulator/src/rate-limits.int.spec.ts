import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call } from './testing/api-client.ts';

let simulator: Simulator;

beforeAll(async () => {
  const limits = { api: 5, webhooks: 2, raw: 3, anonymous: 3, accessTokenApi: 7 };
  simulator = await startSimulator({
    seed: { repositories: 1, pullRequests: 0 },
    limits,
    behaviour: { windowSeconds: 10 },
    now: () => new Date('2026-11-22T12:00:00Z'),
  });
});
afterEach(() => {
  simulator.control.advanceClock(10);
  simulator.control.setLimitHeaders('none');
});
afterAll(() => simulator.close());

async function statuses(times: number, path: string, ...credentials: Parameters<typeof call>[1][]): Promise<number[]> {
  const answered: number[] = [];
  for (let time = 0; time < times; time += 1)
    answered.push((await call(simulator, credentials[time % credentials.length] ?? null, path)).status);
  return answered;
}

describe('the limit of a user', () => {
  it('is shared by all tokens of this user', async () => {
    const { admin, adminSecondToken } = simulator.credentials;
    expect(await statuses(7, '/user', admin, adminSecondToken)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('is nobody else’s', async () => {
    const { admin, nonAdmin } = simulator.credentials;
    await statuses(6, '/user', admin);
    expect(await statuses(1, '/user', nonAdmin)).toEqual([200]);
  });

  it('rolls: the sixth request is free when the first one is a window old', async () => {
    const { admin } = simulator.credentials;
    await statuses(1, '/user', admin);
    simulator.control.advanceClock(4);
    await statuses(4, '/user', admin);
    simulator.control.advanceClock(5.999);
    expect(await statuses(1, '/user', admin)).toEqual([429]);
    simulator.control.advanceClock(0.001);
    expect(await statuses(2, '/user', admin)).toEqual([200, 429]);
  });

  it('is apart for webhooks and raw files', async () => {
    const { admin } = simulator.credentials;
    expect(await statuses(3, '/repositories/acme/web/hooks', admin)).toEqual([200, 200, 429]);
    expect(await statuses(4, '/repositories/acme/web/src/main/README.md', admin)).toEqual([200, 200, 200, 429]);
    expect(await statuses(1, '/user', admin)).toEqual([200]);
  });

  it('counts refusals for missing scopes and missing things as well', async () => {
    const { withoutPullRequests } = simulator.credentials;
    expect(await statuses(2, '/repositories/acme/web/pullrequests', withoutPullRequests)).toEqual([403, 403]);
    expect(await statuses(4, '/nowhere', withoutPullRequests)).toEqual([404, 404, 404, 429]);
  });

  it('can be used up by a stranger', async () => {
    const { admin } = simulator.credentials;
    simulator.control.spend(admin.account, 'api', 4);
    expect(await statuses(2, '/user', admin)).toEqual([200, 429]);
  });
});

describe('the limit of an access token', () => {
  it('is its own, with a number of its own', async () => {
    expect(await statuses(8, '/repositories/acme/web', simulator.credentials.workspaceAccessToken)).toEqual([
      200, 200, 200, 200, 200, 200, 200, 429,
    ]);
    expect(await statuses(1, '/repositories/acme/web', simulator.credentials.projectAccessToken)).toEqual([200]);
  });
});

describe('a caller without credentials', () => {
  it('has few requests per address, and is told so', async () => {
    expect(await statuses(3, '/repositories/acme', null)).toEqual([200, 200, 200]);
    const { status, headers } = await call(simulator, null, '/repositories/acme');
    expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')]).toEqual([
      429,
      '3, 3;w=10',
      '0',
      '10',
    ]);
  });
});

describe('a 429', () => {
  it('is plain text without a word about when to come back', async () => {
    const { admin } = simulator.credentials;
    await statuses(5, '/user', admin);
    const { text, headers } = await call(simulator, admin, '/user');
    expect([text, headers.get('content-type'), headers.get('retry-after')]).toEqual([
      'Rate limit for this resource has been exceeded',
      'text/plain',
      null,
    ]);
    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    expect(headers.get('x-oauth-scopes')).toContain('read:user:bitbucket');
  });

  it('says it in the way that was asked for', async () => {
    const { admin } = simulator.credentials;
    simulator.control.spend(admin.account, 'api', 5);
    simulator.control.advanceClock(3);
    const retryAfter = async () => (await call(simulator, admin, '/user')).headers.get('retry-after');
    simulator.control.setLimitHeaders('retry-after-seconds');
    expect(await retryAfter()).toBe('7');
    simulator.control.setLimitHeaders('retry-after-date');
    expect(await retryAfter()).toMatch(/^Sun, 22 Nov 2026 12:\d\d:\d\d GMT$/);
    simulator.control.setLimitHeaders('envoy');
    expect((await call(simulator, admin, '/user')).headers.get('x-ratelimit-reset')).toBe('7');
  });

  it('is JSON where the simulator was told so', async () => {
    const json = await startSimulator({ seed: { repositories: 0 }, limits: { api: 0 }, behaviour: { limitBodyAsJson: true } });
    const { body } = await call(json, json.credentials.admin, '/user');
    await json.close();
    expect(body).toEqual({ type: 'error', error: { message: 'Rate limit for this resource has been exceeded' } });
  });
});

it('counts a window of real time as well', async () => {
  const quick = await startSimulator({ seed: { repositories: 0 }, limits: { api: 1 }, behaviour: { windowSeconds: 0.2 } });
  const ask = async () => (await call(quick, quick.credentials.admin, '/user')).status;
  const first = [await ask(), await ask()];
  const until = Date.now() + 5000;
  let later = await ask();
  while (later === 429 && Date.now() < until) later = await ask();
  await quick.close();
  expect([...first, later]).toEqual([200, 429, 200]);
});
