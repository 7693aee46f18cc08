import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@holdfast/audit/contracts';
import { routeRoles } from '@holdfast/gateway';
import { describedFetch } from '@holdfast/gateway/testing';
import fc from 'fast-check';
import { anyBody, anyParameter, anyQuery, brokenBodies, type FuzzedRequest } from './testing/fuzzed-request.ts';
import { GatewayProcess } from './testing/gateway-process.ts';
import { ADMINISTRATOR_TOKEN } from './testing/scene.ts';

/** Requests to each route; more of them find more. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 30);

const routes = Object.entries(routeRoles).flatMap(([route, permission]) => {
  const [method = '', path = ''] = route.split(' ');
  return permission === 'open' ? [] : [{ method, path }];
});

/** What says only who was there and what was refused; and an anchor of the trail, which whoever may ask for it gets without saying anything. */
const harmless = /^(AccessTokenUsed|\w+Refused|\w+RefusalsCounted|AuditAnchored)$/;

describe('a gateway', () => {
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  const send = async (method: string, path: string, { parameters, query, body }: FuzzedRequest) => {
    const filled = path.replaceAll(/:\w+/g, () => encodeURIComponent(parameters.shift() ?? 'x'));
    const hasBody = !['GET', 'HEAD'].includes(method) && body !== undefined;
    const headers = { authorization: `Bearer ${ADMINISTRATOR_TOKEN}`, ...(hasBody && { 'content-type': 'application/json' }) };
    const response = await describedFetch(`${gateway.url}${filled}${query}`, { method, headers, ...(hasBody && { body }) });
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    if (!isProblem) await response.body?.cancel();
    return { status: response.status, problem: isProblem ? ((await response.json()) as Record<string, unknown>) : null };
  };

  const mustBeWellAnswered = ({ status, problem }: Awaited<ReturnType<typeof send>>) => {
    expect(status).toBeLessThan(500);
    if (status < 400) return;
    expect(problem).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.stringMatching(/^[A-Z_]+$/),
    });
    if (problem?.['code'] !== 'INVALID_REQUEST') return;
    const errors = problem['errors'] as readonly { readonly field: unknown; readonly message: unknown }[];
    expect(errors.length).toBeGreaterThan(0);
    for (const { field, message } of errors) expect([typeof field, typeof message]).toEqual(['string', 'string']);
  };

  it.each(routes)('answers or refuses whatever is sent to $method $path', async ({ method, path }) => {
    const requests = fc.record({ parameters: fc.array(anyParameter, { minLength: 3, maxLength: 3 }), query: anyQuery, body: anyBody });
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        mustBeWellAnswered(await send(method, path, { ...request, parameters: [...request.parameters] }));
      }),
      { numRuns: RUNS },
    );
  });

  it.each(routes.filter(({ method }) => method !== 'GET'))('refuses what is no JSON at $method $path', async ({ method, path }) => {
    for (const body of brokenBodies) {
      const answered = await send(method, path, { parameters: ['a', 'b', 'c'], query: '', body });
      mustBeWellAnswered(answered);
      expect([400, 413]).toContain(answered.status);
    }
  });

  it('has stored nothing of all that', async () => {
    const trail = await gateway.api.all<AuditEntry>('/audit');
    expect(trail.map(({ type }) => type).filter((type) => !harmless.test(type))).toEqual([]);
    expect(gateway.output()).not.toMatch(/"level":50/);
  });
});
