import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessRoles, type AccessRole } from '@holdfast/access/contracts';
import { systemIds } from '@holdfast/event-sourcing';
import { routeRoles } from '@holdfast/gateway';
import { describedFetch } from '@holdfast/gateway/testing';
import { GatewayProcess } from './testing/gateway-process.ts';

/** The gateway starts only when these are exactly its routes. */
const routes = Object.entries(routeRoles).map(([route, permission]) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, permission };
});
const guarded = routes.flatMap(({ permission, ...route }) => (permission === 'open' ? [] : [{ ...route, roles: permission }]));

describe('each route', () => {
  let gateway: GatewayProcess;
  let tokens: ReadonlyMap<AccessRole, string>;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    tokens = new Map(await Promise.all(accessRoles.map(async (role) => [role, await gateway.newToken(role)] as const)));
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  /** About things that do not exist, so that it does nothing where it is let in. */
  const statusOf = async (method: string, path: string, token?: string): Promise<number> => {
    const address = `${gateway.url}${path.replaceAll(/:\w+/g, () => systemIds())}`;
    const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
    const response = await describedFetch(address, { method, headers, ...(!['GET', 'HEAD'].includes(method) && { body: '{}' }) });
    await response.body?.cancel();
    return response.status;
  };

  it.each(guarded)('$method $path is for $roles', async ({ method, path, roles }) => {
    expect(await statusOf(method, path)).toBe(401);
    expect([401, 429]).toContain(await statusOf(method, path, 'holdfast_of-another-installation'));
    for (const role of accessRoles) {
      const status = await statusOf(method, path, tokens.get(role));
      if (roles.includes(role)) expect([401, 403, 405, 415, 429, 500, 503]).not.toContain(status);
      else expect([role, status]).toEqual([role, 403]);
    }
  });

  it.each(routes.filter(({ permission }) => permission === 'open'))('$method $path is open', async ({ method, path }) => {
    expect(await statusOf(method, path)).toBe(200);
  });

  it('has somebody for whom it is, and an administrator may use it', () => {
    for (const { roles } of guarded) expect(roles).toContain('administrator');
  });

  it('lets an auditor change nothing: besides reading it may only have the trail itself anchored', () => {
    const changes = guarded.filter(({ method, roles }) => method !== 'GET' && roles.includes('auditor'));
    expect(changes.filter(({ path }) => path !== '/api/v1/audit/anchors')).toEqual([]);
  });

  it('answers HEAD for those alone who may GET it', async () => {
    expect(await statusOf('HEAD', '/api/v1/plans')).toBe(401);
    expect(await statusOf('HEAD', '/api/v1/plans', tokens.get('auditor'))).toBe(200);
  });
});
