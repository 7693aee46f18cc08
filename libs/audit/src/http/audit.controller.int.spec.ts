import { afterEach, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReadModels } from '@holdfast/event-sourcing';
import { RequestValidation, type Page } from '@holdfast/http';
import { readModelsShowing, type Stored } from '@holdfast/http/testing';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { auditProjection } from '../application/audit.projection.ts';
import { SearchAuditHandler } from '../application/search-audit.handler.ts';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { AuditController } from './audit.controller.ts';

@Module({})
class TrailModule {
  static showing(readModels: ReadModels): DynamicModule {
    const providers = [SearchAuditHandler, { provide: ReadModels, useValue: readModels }];
    return { module: TrailModule, imports: [CqrsModule.forRoot()], controllers: [AuditController], providers };
  }
}

let application: NestExpressApplication;

afterEach(() => application.close());

async function serve(readModels: ReadModels): Promise<string> {
  application = await NestFactory.create<NestExpressApplication>(TrailModule.showing(readModels), { logger: false });
  application.useGlobalPipes(new RequestValidation());
  await application.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}/audit`;
}

const get = (url: string, accept: string) => fetch(url, { headers: { accept } });
const plans = (...names: readonly string[]) =>
  names.map((name, index): Stored => [`plan-p${index}`, { type: 'PlanCreated', data: { planId: `p${index}`, name } }]);
const manyPlans = (count: number) => plans(...Array.from({ length: count }, (_, index) => `plan ${index}`));

/** Read models that count what they are asked, and fail at the query with this number. */
function countingQueries(readModels: ReadModels, failsAt = Infinity): { readModels: ReadModels; queries: () => number } {
  const { database } = readModels;
  let queries = 0;
  const all = (sql: string, ...values: never[]) => {
    if (++queries >= failsAt) throw new Error('the disk is gone');
    return database.all(sql, ...values);
  };
  const counting = Object.assign(Object.create(database) as typeof database, { all, get: database.get.bind(database) });
  return { readModels: { database: counting } as unknown as ReadModels, queries: () => queries };
}

describe('GET /audit', () => {
  it('exports all that matches as JSON Lines, each line as in the page', async () => {
    const url = await serve(readModelsShowing([auditProjection], ...manyPlans(1_201)));
    const answer = await get(url, 'application/x-ndjson');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(1_201);
    const { items } = (await (await get(`${url}?limit=500`, 'application/json')).json()) as Page<AuditEntry>;
    expect(lines.slice(0, 500).map((line) => JSON.parse(line) as AuditEntry)).toEqual(items);
    expect(new Set(lines).size).toBe(1_201);
  });

  it('exports as CSV what a spreadsheet shows as text', async () => {
    const url = await serve(readModelsShowing([auditProjection], ...plans('=HYPERLINK("http://x")', 'Ä;ö,"ü"', 'Weekly')));
    const answer = await get(`${url}?q=${encodeURIComponent('HYPERLINK')}`, 'text/csv');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const [head, line, ...rest] = (await answer.text()).split('\r\n');
    expect(head).toMatch(/^"position","eventId","at","actor","from","type","subject","summary",/);
    expect(line).toContain('"plan-p0","Plan created: =HYPERLINK(""http://x"")"');
    expect(rest).toEqual(['']);
  });

  it('exports no more than the head when nothing matches', async () => {
    const url = await serve(readModelsShowing([auditProjection], ...plans('Weekly')));
    expect((await (await get(`${url}?actor=nobody`, 'text/csv')).text()).split('\r\n')).toHaveLength(2);
    expect(await (await get(`${url}?actor=nobody`, 'application/x-ndjson')).text()).toBe('');
  });

  it.each(['application/json', '*/*', 'text/html'])('answers a page to who accepts %s', async (accept) => {
    const url = await serve(readModelsShowing([auditProjection], ...plans('Weekly')));
    expect(await (await get(url, accept)).json()).toMatchObject({ items: [{ summary: 'Plan created: Weekly' }], nextCursor: null });
  });

  it('breaks the connection off when an export fails on the way', async () => {
    const { readModels } = countingQueries(readModelsShowing([auditProjection], ...manyPlans(3_000)), 4);
    const answer = await get(await serve(readModels), 'text/csv');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  it('reads no further ahead than somebody takes, and stops when nobody does', async () => {
    const { readModels, queries } = countingQueries(readModelsShowing([auditProjection], ...manyPlans(20_000)));
    const url = await serve(readModels);
    const closed = Promise.withResolvers<void>();
    application.getHttpServer().on('connection', (socket: { once(event: 'close', listener: () => void): void }) => {
      socket.once('close', closed.resolve);
    });
    const asked = httpRequest(url, { headers: { accept: 'application/x-ndjson' } });
    const answered = Promise.withResolvers<void>();
    asked.on('response', () => {
      answered.resolve();
    });
    asked.on('error', () => undefined).end();
    await answered.promise;
    asked.destroy();
    await closed.promise;
    expect(queries()).toBeLessThan(39);
  });
});
