import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessTokenView } from '@holdfast/access/contracts';
import type { AuditEntry } from '@holdfast/audit/contracts';
import { routeRoles } from '@holdfast/gateway';
import type { Page } from '@holdfast/http';
import { GatewayProcess } from './testing/gateway-process.ts';

/** Those that need no id. */
const candidates = Object.keys(routeRoles).flatMap((route) => {
  const path = /^GET \/api\/v1(\/[^:]+)$/.exec(route)?.[1];
  return path === undefined ? [] : [path];
});

describe('the lists of the API', () => {
  let gateway: GatewayProcess;
  let lists: readonly string[];

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
    for (const name of ['b', 'd', 'f', 'h', 'j']) await create(name);
    const answers = await Promise.all(candidates.map(async (path) => ({ path, ...(await gateway.api.request('GET', path)) })));
    lists = answers
      .filter(({ data }) => typeof data === 'object' && data !== null && 'items' in data && 'nextCursor' in data)
      .map(({ path }) => path);
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  const create = (name: string) => gateway.api.create('/tokens', { name, role: 'auditor' });

  /** All pages of two entries, with something happening after each. */
  async function readWhile<T>(path: string, happen: (page: number) => Promise<unknown>): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const next: Page<T> = await gateway.api.call<Page<T>>('GET', `${path}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      items.push(...next.items);
      cursor = next.nextCursor;
      await happen(page);
    }
    return items;
  }

  it('are at least these', () => {
    expect(lists).toEqual(expect.arrayContaining(['/tokens', '/organizations', '/plans', '/runs', '/accounts', '/audit', '/parked']));
  });

  it('have pages of one to five hundred entries, and take no cursor that they did not give', async () => {
    for (const path of lists) {
      const fieldOf = async (query: string) => {
        const { status, data } = await gateway.api.request<{ errors?: { field: string }[] }>('GET', `${path}?${query}`);
        return [path, status, data.errors?.[0]?.field];
      };
      expect(await fieldOf('limit=1')).toEqual([path, 200, undefined]);
      expect(await fieldOf('limit=500')).toEqual([path, 200, undefined]);
      for (const limit of ['0', '501', '-1', '1.5', 'all']) expect(await fieldOf(`limit=${limit}`)).toEqual([path, 400, 'limit']);
      for (const cursor of ['', 'YQ', 'x'.repeat(60)]) expect(await fieldOf(`cursor=${cursor}`)).toEqual([path, 400, 'cursor']);
    }
  });

  it('show once what is there all the time, while more is created', async () => {
    const before = (await gateway.api.all<AccessTokenView>('/tokens')).map(({ id }) => id);
    const shown = await readWhile<AccessTokenView>('/tokens', (page) => (page < 10 ? create(`new ${page}`) : Promise.resolve()));
    const ids = shown.map(({ id }) => id);
    expect(ids.filter((id) => before.includes(id))).toEqual(before);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('show the trail from the newest entry on, as it was when the first page was read', async () => {
    const before = (await gateway.api.all<AuditEntry>('/audit')).map(({ position }) => position);
    const shown = await readWhile<AuditEntry>('/audit', (page) => create(`newer ${page}`));
    expect(shown.map(({ position }) => position)).toEqual(before);
  });
});
