import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessTokenUseStream, accessRefusalsStream, accessTokensStream, type AccessRefused } from '@holdfast/access/contracts';
import type { Projection } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { gatewayOnBench, type GatewayOnBench } from '../testing/gateway-on-bench.ts';
import { routeRoles as allRoutes, type RouteRoles } from './route-roles.ts';

const paths = ['GET /me', 'POST /tokens', 'GET /tokens', 'GET /tokens/:id', 'DELETE /tokens/:id'];
const routeRoles: RouteRoles = Object.fromEntries(paths.map((path) => [path, allRoutes[path.replace(' ', ' /api/v1')] ?? []]));

const DAY = 86_400_000;

let bench: Bench;
let gateway: GatewayOnBench;
let another: GatewayOnBench;

beforeAll(async () => {
  bench = await openBench();
  [gateway, another] = [await gatewayOnBench(bench, { routeRoles }), await gatewayOnBench(bench, { routeRoles })];
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await another[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

let names = 0;

const create = async (fields: object = {}, at = gateway) => {
  const { status, answer } = await at.call('POST', '/tokens', { body: { name: `token ${++names}`, role: 'auditor', ...fields } });
  return { status, answer, id: String(answer['id']), token: String(answer['token']) };
};
const shown = async (at: GatewayOnBench) => at.readModels.waitFor(await at.readModels.lastStored());
const me = (token: string, at = gateway) => at.call('GET', '/me', { token });
const viewOf = async (id: string) => {
  await shown(gateway);
  return (await gateway.call('GET', `/tokens/${id}`)).answer;
};

describe('a token', () => {
  it('is told once, and works at once', async () => {
    const { id, token } = await create({ name: 'eve' });
    expect(token).toMatch(/^holdfast_[A-Za-z0-9_-]{43}$/);
    expect(await me(token)).toMatchObject({ status: 200, answer: { id, name: 'eve', role: 'auditor', expiresAt: null } });
    const list = JSON.stringify((await gateway.call('GET', '/tokens')).answer);
    expect(list).toContain(id);
    for (const secret of [token, token.slice(9), 'tokenHash']) expect(list).not.toContain(secret);
    expect(JSON.stringify(await bench.stored(accessTokensStream))).not.toContain(token.slice(9));
  });

  it('is shown with who created it and when', async () => {
    const { id } = await create({ name: 'ann', role: 'backup_operator', expiresAt: '2027-01-01' });
    expect(await viewOf(id)).toEqual({
      ...{ id, name: 'ann', role: 'backup_operator', createdAt: bench.clock().toISOString(), createdBy: 'token:administrator' },
      ...{ expiresAt: '2027-01-01T00:00:00.000Z', lastUsedAt: null, status: 'active' },
    });
  });

  it('works once it is told, and opens nothing once it is revoked, also while the read models stand still', async () => {
    let isPoisoned = false;
    const poison: Projection = {
      ...{ name: 'poison', version: 1, streams: ['poison-'], schema: 'CREATE TABLE poison (id TEXT)' },
      apply: () => {
        if (isPoisoned) throw new Error('an event that cannot be understood');
      },
    };
    await using poisoned = await gatewayOnBench(bench, { routeRoles, projections: [poison] });
    const { token: deleter } = await create({ role: 'administrator' }, poisoned);
    await shown(poisoned);
    isPoisoned = true;
    await bench.store('poison-1', { type: 'Poisoned', data: {} });
    const { id, token } = await create({}, poisoned);
    expect((await me(token, poisoned)).status).toBe(200);
    expect((await poisoned.call('DELETE', `/tokens/${id}`, { token: deleter })).status).toBe(204);
    expect((await me(token, poisoned)).status).toBe(401);
  });

  it('works at every gateway as soon as its read models show it', async () => {
    const { token } = await create();
    await shown(another);
    expect((await me(token, another)).status).toBe(200);
  });

  it('opens nothing once it is revoked: here at once, elsewhere as soon as it is shown', async () => {
    const { id, token } = await create();
    await shown(another);
    expect((await gateway.call('DELETE', `/tokens/${id}`)).status).toBe(204);
    expect((await me(token)).status).toBe(401);
    await shown(another);
    expect((await me(token, another)).status).toBe(401);
    expect(await viewOf(id)).toMatchObject({ status: 'revoked' });
    expect((await gateway.call('DELETE', `/tokens/${id}`)).status).toBe(204);
  });

  it('opens nothing from the moment it expires', async () => {
    const expiresAt = new Date(bench.clock().getTime() + 60_000).toISOString();
    const { id, token } = await create({ expiresAt });
    expect((await me(token)).status).toBe(200);
    bench.passTime(60_000);
    expect((await me(token)).status).toBe(401);
    expect(await viewOf(id)).toMatchObject({ expiresAt, status: 'expired' });
  });

  it.each<[string, object, string]>([
    ['an expiry that has passed', { expiresAt: '2026-11-01' }, 'expiresAt'],
    ['an expiry that is no time', { expiresAt: 'soon' }, 'expiresAt'],
    ['a role that there is not', { role: 'root' }, 'role'],
    ['a name that could be mistaken', { name: 'ann\u202e' }, 'name'],
    ['no name', { name: ' ' }, 'name'],
  ])('is not made with %s', async (_, fields, field) => {
    const { status, answer } = await create(fields);
    expect([status, answer['code'], (answer['errors'] as { field: string }[])[0]?.field]).toEqual([400, 'INVALID_REQUEST', field]);
  });

  it('is not made under a name that another one has', async () => {
    await create({ name: 'bob' });
    expect(await create({ name: 'Bob' })).toMatchObject({ status: 409, answer: { code: 'ACCESS_TOKEN_NAME_TAKEN' } });
    expect(await create({ name: 'administrator' })).toMatchObject({ status: 409, answer: { code: 'ACCESS_TOKEN_NAME_TAKEN' } });
  });

  it('of the settings is neither shown nor revoked', async () => {
    const { answer } = await gateway.call('GET', '/me');
    expect(answer).toMatchObject({ name: 'administrator', role: 'administrator' });
    const path = `/tokens/${String(answer['id'])}`;
    expect((await gateway.call('GET', path)).status).toBe(404);
    expect(await gateway.call('DELETE', path)).toMatchObject({ status: 409, answer: { code: 'TOKEN_OF_SETTINGS' } });
    expect((await gateway.call('GET', '/me')).status).toBe(200);
  });

  it('leaves a trace of its use: one for each address and day, however often and wherever it is used', async () => {
    const { id, token } = await create();
    const useOn = async () => {
      for (const at of [gateway, gateway, another]) {
        await shown(at);
        await me(token, at);
      }
      await shown(gateway);
      return bench.clock().toISOString();
    };
    const days = [await useOn()];
    bench.passTime(DAY);
    days.push(await useOn());
    const used = days.map((at) => ({ tokenId: id, name: `token ${names}`, address: '127.0.0.1', day: at.slice(0, 10) }));
    expect(await bench.stored(accessTokenUseStream(id))).toEqual(used.map((data) => ({ type: 'AccessTokenUsed', data })));
    expect(await viewOf(id)).toMatchObject({ lastUsedAt: days[1] });
  });
});

describe('somebody who tries tokens', () => {
  let attacked: GatewayOnBench;

  beforeEach(async () => {
    attacked = await gatewayOnBench(bench, { routeRoles });
  });

  afterEach(async () => {
    await attacked[Symbol.asyncDispose]();
  });

  const guess = (count: number) =>
    Promise.all(Array.from({ length: count }, async (_, index) => (await me(`holdfast_${index}`, attacked)).status));
  const refused = async () => (await bench.stored(accessRefusalsStream)) as readonly AccessRefused[];

  it('is asked to wait after ten of them, while a right one passes', async () => {
    expect(await guess(10)).toEqual(Array.from({ length: 10 }, () => 401));
    const eleventh = await me('holdfast_wrong', attacked);
    expect(eleventh).toMatchObject({ status: 429, answer: { code: 'TOO_MANY_ATTEMPTS' } });
    expect(eleventh.headers.get('retry-after')).toBe('6');
    expect((await attacked.call('GET', '/me')).status).toBe(200);
    bench.passTime(6_000);
    expect(await guess(2)).toEqual([401, 429]);
  });

  it('does not find a short token of the settings while being slowed, nor locks out who has used it there', async () => {
    const options = { routeRoles, token: 'correct-horse' };
    await using guessed = await gatewayOnBench(bench, options);
    await using used = await gatewayOnBench(bench, options);
    expect((await me('correct-horse', used)).status).toBe(200);
    for (const at of [guessed, used]) await Promise.all(Array.from({ length: 10 }, () => me('wrong-horse', at)));
    expect((await me('correct-horse', guessed)).status).toBe(429);
    expect((await me('correct-horse', used)).status).toBe(200);
  });

  it('is in the trail: the first time at once, later ones together, with those of another role', async () => {
    const before = (await refused()).length;
    await me('holdfast_first', attacked);
    await shownAsRefused(before + 1);
    const { token } = await create();
    await shown(attacked);
    await guess(3);
    expect((await attacked.call('DELETE', '/tokens/any', { token })).status).toBe(403);
    await attacked[Symbol.asyncDispose]();
    const [first, together] = (await refused()).slice(before).map(({ data }) => data);
    expect(first).toMatchObject({ requests: 1, refused: [{ address: '127.0.0.1', reason: 'UNKNOWN_TOKEN', token: null, requests: 1 }] });
    expect(together).toMatchObject({
      requests: 4,
      refused: [
        { address: '127.0.0.1', reason: 'UNKNOWN_TOKEN', token: null, requests: 3 },
        { address: '127.0.0.1', reason: 'ROLE_MISSING', token: `token ${names}`, requests: 1 },
      ],
    });
    attacked = await gatewayOnBench(bench, { routeRoles });
  });

  const shownAsRefused = async (count: number) => {
    while ((await refused()).length < count) await shown(attacked);
  };
});
