import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { AccessModule, accessTokensProjection } from '@holdfast/access';
import { ReadModels, type Projection } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Controller, Get, Inject, Module, Param, Post, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ROUTE_ROLES, type RouteRoles } from './access/route-roles.ts';
import { everyRequest } from './gateway.module.ts';
import { HealthController } from './health.controller.ts';
import { ReadModelsController, type ReadModelsView } from './read-models.controller.ts';
import { BenchPlatform, TOKEN } from './testing/bench-platform.ts';

/** The event that no file of read models gets past while it is set. */
let poison: string | null = null;

const notesProjection: Projection = {
  ...{ name: 'notes', version: 1, streams: ['note-'], schema: 'CREATE TABLE note (text TEXT NOT NULL)' },
  apply: ({ data }, database) => {
    const { text } = data as { text: string };
    if (text === poison) throw new Error('a note that cannot be understood');
    database.run('INSERT INTO note VALUES (?)', text);
  },
};

const BENCH = Symbol('Bench');

@Controller('notes')
class NotesController {
  constructor(
    @Inject(BENCH) private readonly bench: Bench,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Post(':text')
  async write(@Param('text') text: string): Promise<void> {
    await this.bench.store(`note-${text}`, { type: 'NoteWritten', data: { text } });
  }

  @Get()
  list(): unknown[] {
    return this.readModels.database.all('SELECT text FROM note');
  }
}

const roles: RouteRoles = {
  ...{ 'GET /healthz': 'open', 'GET /readyz': 'open' },
  ...{ 'POST /notes/:text': ['administrator'], 'GET /notes': ['administrator'] },
  ...{ 'GET /read-models': ['administrator'], 'POST /read-models/rebuild': ['administrator'] },
};

@Module({})
class NotesModule {
  static of(bench: Bench, readModels: ReadModels): DynamicModule {
    return {
      module: NotesModule,
      imports: [BenchPlatform.of(bench, readModels), AccessModule],
      controllers: [NotesController, HealthController, ReadModelsController],
      providers: [...everyRequest, { provide: BENCH, useValue: bench }, { provide: ROUTE_ROLES, useValue: roles }],
    };
  }
}

describe('the read models, over HTTP', () => {
  let bench: Bench;
  let readModels: ReadModels;
  let application: INestApplication;
  let url: string;

  beforeAll(async () => {
    bench = await openBench();
    const directory = join(bench.directory, 'read-models');
    const tokens: Projection = { ...accessTokensProjection, streams: ['none-'] };
    readModels = new ReadModels({ directory, projections: [notesProjection, tokens], eventStore: bench.eventStore });
    application = await NestFactory.create(NotesModule.of(bench, readModels), { logger: false });
    await application.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(application.getHttpServer() as { address: () => AddressInfo }).address().port}`;
  });
  afterAll(async () => {
    await application.close();
    await readModels.close();
    await bench[Symbol.asyncDispose]();
  });

  const call = async (method: string, path: string, token = TOKEN) => {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    const text = await response.text();
    return { status: response.status, answer: (text === '' ? null : JSON.parse(text)) as unknown };
  };
  const status = async () => (await call('GET', '/read-models')).answer as ReadModelsView;
  const until = async (isReached: (view: ReadModelsView) => boolean) => {
    while (!isReached(await status()));
  };

  it('are not ready before they have caught up, and say how far they are', async () => {
    expect(await status()).toMatchObject({ ready: false, caughtUp: false, events: 0, lagSeconds: null, lastStored: null, failure: null });
    expect((await call('GET', '/readyz')).answer).toMatchObject({
      ...{ status: 503, code: 'NOT_READY' },
      detail: 'The read models are catching up: 0 events applied, 0 a second at present.',
    });
  });

  it('show that they are as far as the event store', async () => {
    await readModels.start();
    await call('POST', '/notes/one');
    await call('GET', '/notes');
    const { position, lastStored, ...view } = await status();
    expect(position).toBe(lastStored);
    expect(view).toMatchObject({ ready: true, events: 1, eventsSinceStart: 1, rebuild: null, standsStillAt: null });
    expect(view.version).toBe(view.presentVersion);
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200 });
  });

  it('are built anew on request, while queries are answered', async () => {
    poison = 'one';
    expect(await call('POST', '/read-models/rebuild')).toMatchObject({
      status: 202,
      answer: { rebuild: { events: 0, eventsExpected: 1 } },
    });
    expect((await call('GET', '/notes')).answer).toEqual([{ text: 'one' }]);
    expect(await call('GET', '/readyz')).toMatchObject({ status: 200 });
    poison = null;
    await until(({ rebuild }) => rebuild === null);
    expect((await call('GET', '/notes')).answer).toEqual([{ text: 'one' }]);
  });

  it.each([
    ['GET', '/read-models'],
    ['POST', '/read-models/rebuild'],
  ])('are for administrators alone: %s %s', async (method, path) => {
    expect(await call(method, path, 'hf_another')).toMatchObject({ status: 401 });
    expect(readModels.status().rebuild).toBeNull();
  });

  it('are not ready while they stand still at an event: that is named, and no request waits behind it', async () => {
    poison = 'two';
    await call('POST', '/notes/two');
    await until(({ standsStillAt }) => standsStillAt !== null);
    const event = { projection: 'notes', type: 'NoteWritten', stream: 'note-two', revision: 0 };
    expect(await status()).toMatchObject({ ready: false, standsStillAt: event, failure: expect.stringContaining('cannot be understood') });
    expect((await call('GET', '/readyz')).answer).toMatchObject({ status: 503, detail: expect.stringContaining('stand still') });
    expect(await call('GET', '/notes')).toMatchObject({ status: 503, answer: { code: 'READ_MODELS_STAND_STILL' } });
    poison = null;
    await until(({ ready }) => ready);
    expect((await call('GET', '/notes')).answer).toEqual([{ text: 'one' }, { text: 'two' }]);
  });
});
