import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultEffect } from './control/faults.ts';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call } from './testing/api-client.ts';
import { makeWorkplace, runGit, withUser } from './testing/git-client.ts';
import type { Workplace } from './testing/git-client.ts';

let simulator: Simulator;
let place: Workplace;
const get = (path: string) => call(simulator, simulator.credentials.admin, path);
const words = 'Rate limit for this resource has been exceeded';

beforeAll(async () => {
  const now = () => new Date('2026-11-22T12:00:00Z');
  simulator = await startSimulator({ seed: { repositories: 1, pullRequests: 1, bigFileBytes: 0 }, now });
  place = await makeWorkplace();
});
afterEach(() => {
  simulator.control.clearFaults();
});
afterAll(async () => {
  await simulator.close();
  await place.remove();
});

function once(path: string, effect: FaultEffect): void {
  simulator.control.addFault({ path, effect });
}

describe('a refusal without a cause', () => {
  it.each([
    ['text', 429, words, []],
    ['json', 429, JSON.stringify({ type: 'error', error: { message: words } }), []],
    ['retry-after-seconds', 429, words, [['retry-after', '7']]],
    ['retry-after-date', 429, words, [['retry-after', 'Sun, 22 Nov 2026 12:00:07 GMT']]],
    [
      'envoy',
      429,
      words,
      [
        ['x-ratelimit-remaining', '0'],
        ['x-ratelimit-reset', '7'],
      ],
    ],
    ['forbidden', 403, words, []],
  ] as const)('comes as %s', async (shape, status, text, told) => {
    once('/user', { kind: 'rate-limited', shape, seconds: 7 });
    const answer = await get('/user');
    const headers = [...answer.headers].filter(([name]) => name === 'retry-after' || name.startsWith('x-ratelimit'));
    expect([answer.status, answer.text, headers]).toEqual([status, text, told]);
    expect((await get('/user')).status).toBe(200);
  });

  it('meets git as well', async () => {
    once('git-upload-pack|info/refs', { kind: 'rate-limited', shape: 'retry-after-seconds' });
    const url = withUser(`${simulator.gitUrl}/acme/web.git`, 'x-bitbucket-api-token-auth', simulator.credentials.admin.token);
    expect((await runGit(place.directory, 'ls-remote', url)).complaint).toContain('429');
    expect((await runGit(place.directory, 'ls-remote', url)).code).toBe(0);
  });
});

describe('a line that breaks', () => {
  const codeOf = async (asked: Promise<unknown>) =>
    asked.then(
      () => 'answered',
      (error: unknown) => (error as { cause?: { code?: string } }).cause?.code,
    );

  it('is reset in the middle of an answer', async () => {
    once('/user', { kind: 'reset' });
    expect(await codeOf(get('/user'))).toBe('ECONNRESET');
  });

  it('is closed after a while without an answer', async () => {
    once('/user', { kind: 'hang', milliseconds: 50 });
    expect(await codeOf(get('/user'))).toBe('UND_ERR_SOCKET');
  });

  it('is not seen where half of an answer comes as if it were all of it', async () => {
    once('/user', { kind: 'cut-short' });
    await expect(get('/user')).rejects.toThrow(SyntaxError);
  });

  it.each(['reset', 'cut-short', 'truncated'] as const)('breaks a clone: %s', async (kind) => {
    const url = withUser(`${simulator.gitUrl}/acme/web.git`, 'x-bitbucket-api-token-auth', simulator.credentials.admin.token);
    simulator.control.addFault({ path: 'POST /acme/web.git/git-upload-pack', times: 2, effect: { kind } });
    expect((await runGit(place.directory, 'clone', '--mirror', url, `${kind}.git`)).code).not.toBe(0);
    simulator.control.clearFaults();
    expect((await runGit(place.directory, 'clone', '--mirror', url, `${kind}.git`)).code).toBe(0);
  });
});

describe('faults by chance', () => {
  const statuses = async () => {
    const answered: number[] = [];
    for (let time = 0; time < 40; time += 1) answered.push((await get('/user')).status);
    return answered;
  };
  const some = { seed: 7, rate: 0.5, effects: [{ kind: 'status', status: 503 }] } as const;

  it('meet the same requests for the same seed, and others for another', async () => {
    simulator.control.disturb(some);
    const first = await statuses();
    simulator.control.disturb(some);
    expect(await statuses()).toEqual(first);
    simulator.control.disturb({ ...some, seed: 8 });
    expect(await statuses()).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });

  it('meet as many requests as was asked for, and only those that fit', async () => {
    simulator.control.disturb({ ...some, rate: 1, path: 'GET /2.0/user$' });
    expect(new Set(await statuses())).toEqual(new Set([503]));
    expect((await get('/repositories/acme')).status).toBe(200);
    simulator.control.clearFaults();
    expect((await get('/user')).status).toBe(200);
  });

  it('are told in the log', async () => {
    simulator.control.resetStatistics();
    once('/user', { kind: 'slow', milliseconds: 1 });
    await get('/user');
    await get('/user');
    expect(simulator.control.requests().map(({ fault }) => fault)).toEqual(['slow', null]);
  });
});
