import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessRoles } from '@holdfast/access/contracts';
import { ReadModels, type Projection } from '@holdfast/event-sourcing';
import { afterKey, MayBeOmitted, pageOf, PageRequest, type Page } from '@holdfast/http';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { IsString } from 'class-validator';
import { gatewayOnBench, type GatewayOnBench } from '../testing/gateway-on-bench.ts';

const shelfProjection: Projection = {
  ...{ name: 'shelf', version: 1, streams: ['book-'], schema: 'CREATE TABLE book (id TEXT PRIMARY KEY, shelf TEXT NOT NULL)' },
  apply: ({ data }, database) => {
    const { id, shelf } = data as Record<'id' | 'shelf', string>;
    database.run('INSERT INTO book VALUES (?, ?)', id, shelf);
  },
};

class ListBooksRequest extends PageRequest {
  @MayBeOmitted()
  @IsString()
  language?: string;
}

@Controller('shelves/:shelf/books')
class BooksController {
  constructor(private readonly readModels: ReadModels) {}

  @Get()
  list(@Param('shelf') shelf: string, @Query() page: ListBooksRequest): Page<string> {
    const sql = 'SELECT id FROM book WHERE shelf = ? AND id > ? ORDER BY id LIMIT ?';
    const rows = this.readModels.database.all<{ id: string }>(sql, shelf, afterKey(page, ''), page.limit + 1);
    const idOf = ({ id }: { id: string }) => id;
    return pageOf(rows, page.limit, idOf, idOf);
  }
}

describe('a list', () => {
  let bench: Bench;
  let gateway: GatewayOnBench;
  let another: GatewayOnBench;

  beforeAll(async () => {
    bench = await openBench();
    const routeRoles = { 'GET /shelves/:shelf/books': accessRoles, 'POST /tokens': accessRoles };
    const parts = { routeRoles, controllers: [BooksController], projections: [shelfProjection] };
    [gateway, another] = [await gatewayOnBench(bench, parts), await gatewayOnBench(bench, parts)];
    for (const id of 'bdfhjlnprt') await add(id);
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await another[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  const add = async (id: string) => {
    await bench.store(`book-${id}`, { type: 'BookAdded', data: { id, shelf: 'novels' } });
    for (const { readModels } of [gateway, another]) await readModels.waitFor(await readModels.lastStored());
  };
  const page = async (query: string, from = gateway, shelf = 'novels') => {
    const { status, answer } = await from.call('GET', `/shelves/${shelf}/books?${query}`);
    return { status, answer, items: answer['items'] as string[], cursor: answer['nextCursor'] as string | null };
  };

  it('shows once what was there from the beginning to the end, whatever comes meanwhile, from whatever gateway', async () => {
    const seen: string[] = [];
    const arrivals = ['a', 'c', 'e', 's', 'u'];
    let cursor: string | null = '';
    for (let turn = 0; cursor !== null; turn++) {
      const next = await page(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, turn % 2 === 0 ? gateway : another);
      seen.push(...next.items);
      const arrival = arrivals.shift();
      if (arrival) await add(arrival);
      cursor = next.cursor;
    }
    expect(seen.filter((id) => 'bdfhjlnprt'.includes(id)).join('')).toBe('bdfhjlnprt');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted());
    expect(arrivals).toEqual([]);
  });

  it('may change the length of its pages on the way', async () => {
    const { cursor } = await page('limit=3');
    expect((await page(`limit=1&cursor=${cursor}`)).status).toBe(200);
  });

  it('refuses a cursor that it did not give', async () => {
    const { cursor } = await page('limit=3');
    const own = Buffer.from('b').toString('base64url');
    const flipped = `${cursor?.slice(0, -1)}${cursor?.endsWith('Q') ? 'R' : 'Q'}`;
    for (const forged of [own, flipped, `${cursor}A`, cursor?.slice(1), 'x', '', '%00', `${own}${cursor}`]) {
      const { status, answer } = await page(`cursor=${forged}`);
      expect([status, answer['errors']]).toEqual([400, [{ field: 'cursor', message: expect.any(String) }]]);
    }
  });

  it('refuses the cursor of another list, and of the same with another filter', async () => {
    const { cursor } = await page('limit=3&language=de');
    expect((await page(`limit=3&language=de&cursor=${cursor}`)).status).toBe(200);
    expect((await page(`limit=3&language=en&cursor=${cursor}`)).status).toBe(400);
    expect((await page(`limit=3&cursor=${cursor}`)).status).toBe(400);
    expect((await page(`limit=3&language=de&cursor=${cursor}`, gateway, 'poems')).status).toBe(400);
  });

  it('refuses two cursors', async () => {
    const { cursor } = await page('limit=3');
    expect((await page(`cursor=${cursor}&cursor=${cursor}`)).status).toBe(400);
  });
});
