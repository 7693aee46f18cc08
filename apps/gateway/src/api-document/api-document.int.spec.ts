import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { gatewayOnBench, type Answered, type GatewayOnBench } from '../testing/gateway-on-bench.ts';
import { ApiDocumentController } from './api-document.controller.ts';

const paths = ['openapi.json', 'docs', 'docs/show-document.js', 'docs/swagger-ui-bundle.js', 'docs/swagger-ui.css'];
const routeRoles = Object.fromEntries(paths.map((path) => [`GET /api/${path}`, 'open'] as const));

describe('the description of the API', () => {
  let bench: Bench;
  let gateway: GatewayOnBench;

  beforeAll(async () => {
    bench = await openBench();
    gateway = await gatewayOnBench(bench, { routeRoles, controllers: [ApiDocumentController] });
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  /** As a browser asks; without the header, Node says that it wants everything anew. */
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${gateway.url}/api/${path}`, { headers: { 'cache-control': 'max-age=0', ...headers } });

  it('is there for everybody, without a token', async () => {
    const document: Answered = await gateway.call('GET', '/api/openapi.json', { token: null });
    expect(document).toMatchObject({ status: 200, answer: { openapi: '3.1.0', info: { title: 'Holdfast' } } });
    expect(document.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each(paths)('is not sent again to who has it: %s', async (path) => {
    const first = await get(path);
    const text = await first.text();
    expect(text.length).toBeGreaterThan(100);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get(path, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('shows as a page that takes everything from this gateway, and has no script or style within', async () => {
    const page = await (await get('docs')).text();
    const asked = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address).filter((address) => address !== 'data:,');
    expect(asked).toEqual(['docs/swagger-ui.css', 'docs/swagger-ui-bundle.js', 'docs/show-document.js']);
    for (const address of asked) expect((await get(String(address))).status).toBe(200);
    expect(page).not.toMatch(/<script>|<style| style=| on\w+=/);
  });

  it('lets the page run and ask nothing but what this gateway serves', async () => {
    const policy = String((await get('docs')).headers.get('content-security-policy'));
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect((await get('openapi.json')).headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  it('asks nobody else whether the document is valid', async () => {
    expect(await (await get('docs/show-document.js')).text()).toContain('validatorUrl: null');
  });
});
