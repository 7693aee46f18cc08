import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { AccessModule, accessTokensProjection, hashOf } from '@holdfast/access';
import { accessRoles } from '@holdfast/access/contracts';
import { DomainError, ReadModels, type CommandContext, type Projection } from '@holdfast/event-sourcing';
import { Origin, PageRequest } from '@holdfast/http';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Body, Controller, Get, HttpCode, Inject, Module, Param, Post, Query, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IsString } from 'class-validator';
import { ROUTE_ROLES, type RouteRoles } from './access/route-roles.ts';
import { openFrontDoor } from './front/front-door.ts';
import { everyRequest } from './gateway.module.ts';
import { HealthController } from './health.controller.ts';
import { BenchPlatform, TOKEN } from './testing/bench-platform.ts';

const SECRET = 'ATATT3x-secret';

const notesProjection: Projection = {
  ...{ name: 'notes', version: 1, streams: ['note-'], schema: 'CREATE TABLE note (text TEXT NOT NULL)' },
  apply: ({ data }, database) => {
    database.run('INSERT INTO note VALUES (?)', (data as { text: string }).text);
  },
};

class NoteRequest {
  @IsString()
  text!: string;
}

const BENCH = Symbol('Bench');

/** The smallest API: it keeps notes, and fails on request. */
@Controller('notes')
class NotesController {
  constructor(
    @Inject(BENCH) private readonly bench: Bench,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Post()
  async write(@Body() { text }: NoteRequest, @Origin() { actor, commandId }: CommandContext): Promise<object> {
    await this.bench.store(`note-${this.bench.newId()}`, { type: 'NoteWritten', data: { text } });
    return { actor, commandId };
  }

  @Get()
  list(@Query() { limit }: PageRequest): unknown[] {
    return this.readModels.database.all('SELECT text FROM note LIMIT ?', limit);
  }

  @Get(':id')
  get(@Param('id') id: string): object {
    if (id === 'missing') throw new DomainError('not_found', 'NOTE_NOT_FOUND', 'There is no such note.', { hint: 'look elsewhere' });
    if (id === 'defect') throw new TypeError(`cannot read ${SECRET}`);
    return { id };
  }

  @Post('failed')
  @HttpCode(204)
  async writeAndFail(): Promise<void> {
    await this.bench.store(`note-${this.bench.newId()}`, { type: 'NoteWritten', data: { text: 'half done' } });
    throw new DomainError('conflict', 'TOO_LATE', 'Too late.');
  }
}

const noteRoles: RouteRoles = {
  ...{ 'GET /healthz': 'open', 'GET /readyz': 'open' },
  ...{ 'GET /notes': accessRoles, 'GET /notes/:id': accessRoles },
  ...{ 'POST /notes': ['administrator'], 'POST /notes/failed': ['administrator'] },
};

@Module({})
class NotesModule {
  static of(bench: Bench, readModels: ReadModels): DynamicModule {
    return {
      module: NotesModule,
      imports: [BenchPlatform.of(bench, readModels), AccessModule],
      controllers: [NotesController, HealthController],
      providers: [...everyRequest, { provide: BENCH, useValue: bench }, { provide: ROUTE_ROLES, useValue: noteRoles }],
    };
  }
}

let bench: Bench;
let readModels: ReadModels;
let application: NestExpressApplication;
let url: string;

beforeAll(async () => {
  bench = await openBench();
  readModels = new ReadModels({
    directory: join(bench.directory, 'read-models'),
    projections: [notesProjection, accessTokensProjection],
    eventStore: bench.eventStore,
  });
  application = await NestFactory.create<NestExpressApplication>(NotesModule.of(bench, readModels), { logger: false, bodyParser: false });
  openFrontDoor(application, { body: '1kb' });
  await application.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`;
});

afterAll(async () => {
  await application.close();
  await readModels.close();
  await bench[Symbol.asyncDispose]();
});

const authorized = { authorization: `Bearer ${TOKEN}` };
const json = { 'content-type': 'application/json' };

const call = async (
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
) => {
  const { headers = { ...authorized, ...json }, body } = options;
  const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    answer: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
  };
};

describe('before the read models have caught up', () => {
  it('the process lives, and is not ready', async () => {
    expect(await call('GET', '/healthz', { headers: {} })).toMatchObject({ status: 200, answer: { status: 'ok' } });
    expect(await call('GET', '/readyz', { headers: {} })).toMatchObject({ status: 503, answer: { code: 'NOT_READY' } });
  });

  it('a caller waits to see what it wrote, also by a request that failed', async () => {
    expect((await call('POST', '/notes/failed')).status).toBe(409);
    const list = call('GET', '/notes');
    await readModels.start();
    expect((await list).answer).toEqual([{ text: 'half done' }]);
    expect(await call('GET', '/readyz', { headers: {} })).toMatchObject({ status: 200, answer: { status: 'ok' } });
  });
});

describe('a request without access', () => {
  it.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['another scheme', { authorization: `Basic ${Buffer.from(`administrator:${TOKEN}`).toString('base64')}` }],
    ['no scheme', { authorization: TOKEN }],
    ['no token', { authorization: 'Bearer ' }],
    ['the wrong token', { authorization: `Bearer ${TOKEN}x` }],
    ['the hash of the token', { authorization: `Bearer ${hashOf(TOKEN)}` }],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
    ['a token longer than any', { authorization: `Bearer ${'x'.repeat(501)}` }],
    ['the token in a cookie', { cookie: `token=${TOKEN}` }],
  ])('is refused: %s', async (_, headers) => {
    const { status, answer, headers: answered, text } = await call('GET', '/notes', { headers });
    expect(status).toBe(401);
    expect(answer).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'UNAUTHORIZED' });
    expect(answered.get('www-authenticate')).toBe('Bearer');
    expect(text).not.toContain(TOKEN);
  });

  it('is refused before anything is said about its form', async () => {
    expect((await call('POST', '/notes', { headers: json, body: '{"wrong":1}' })).status).toBe(401);
  });

  it.each(['Bearer', 'bearer', 'BEARER  '])('is one with the token otherwise: %s', async (scheme) => {
    expect((await call('GET', '/notes', { headers: { authorization: `${scheme} ${TOKEN}` } })).status).toBe(200);
  });

  it('is known by its caller from then on, each request by an id of its own', async () => {
    const write = async () => (await call('POST', '/notes', { body: '{"text":"mine"}' })).answer as { actor: string; commandId: string };
    const [one, other] = [await write(), await write()];
    expect([one.actor, other.actor]).toEqual(['token:administrator', 'token:administrator']);
    expect(one.commandId).not.toBe(other.commandId);
  });
});

describe('a request that is malformed', () => {
  it.each([`{"text":"${SECRET}",}`, SECRET, `{"text":"${SECRET}`, `"${SECRET}"`])(
    'is refused, and nothing of it is quoted: %s',
    async (body) => {
      const { status, text, headers } = await call('POST', '/notes', { body });
      expect(status).toBe(400);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(text).not.toContain(SECRET.slice(0, 5));
    },
  );

  it('is told which of its fields are wrong, in the body and in the query', async () => {
    expect((await call('POST', '/notes', { body: `{"text":7,"secret":"${SECRET}"}` })).answer).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      errors: [{ field: 'secret' }, { field: 'text', message: 'text must be a string' }],
    });
    for (const query of ['limit=0', 'limit=all', 'limit=5&limit=6', 'limit[]=5', 'limit[toString]=5', 'unknown=1'])
      expect((await call('GET', `/notes?${query}`)).answer).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'is told that a body must be JSON, not %s',
    async (type) => {
      const headers = { ...authorized, 'content-type': type };
      expect(await call('POST', '/notes', { headers, body: '{"text":"x"}' })).toMatchObject({
        ...{ status: 415, answer: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
      });
    },
  );

  it('is refused for its size, also when it grows only in our hands', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(2_000) });
    expect(await call('POST', '/notes', { body: large })).toMatchObject({ status: 413, answer: { code: 'CONTENT_TOO_LARGE' } });
    const headers = { ...authorized, ...json, 'content-encoding': 'gzip' };
    expect((await call('POST', '/notes', { headers, body: new Uint8Array(gzipSync(large)) })).status).toBe(413);
  });

  it('is refused in an encoding that nobody knows', async () => {
    const headers = { ...authorized, 'content-type': 'application/json; charset=klingon' };
    expect((await call('POST', '/notes', { headers, body: '{"text":"x"}' })).answer).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });

  it('is refused for an address that cannot be read', async () => {
    expect((await call('GET', '/notes/%ff')).answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });
});

describe('an answer to what went wrong', () => {
  it('says that there is nothing at an address, and repeats nothing of it', async () => {
    const { status, answer, text, headers } = await call('GET', `/nowhere?token=${SECRET}`);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer).toEqual({
      ...{ type: 'about:blank', title: 'Not found', status: 404, code: 'NOT_FOUND', detail: 'There is nothing at this address.' },
    });
    expect(text).not.toContain(SECRET);
  });

  it('tells a refusal with its code and details', async () => {
    expect((await call('GET', '/notes/missing')).answer).toEqual({
      ...{ type: 'about:blank', title: 'Not found', status: 404, code: 'NOTE_NOT_FOUND', detail: 'There is no such note.' },
      hint: 'look elsewhere',
    });
  });

  it('tells nothing of the inside of a defect', async () => {
    const { answer, text } = await call('GET', '/notes/defect');
    expect(answer).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' });
    expect(text).not.toContain(SECRET);
  });
});
