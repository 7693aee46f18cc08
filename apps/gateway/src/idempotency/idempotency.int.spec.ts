import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessRoles } from '@holdfast/access/contracts';
import {
  DeciderRepository,
  DomainError,
  ID_GENERATOR,
  systemIds,
  type CommandContext,
  type Decider,
  type IdGenerator,
  type Projection,
} from '@holdfast/event-sourcing';
import { Origin } from '@holdfast/http';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Body, Controller, HttpCode, Inject, Post, Put } from '@nestjs/common';
import { IsIn, IsString } from 'class-validator';
import { gatewayOnBench, type CallOptions, type GatewayOnBench } from '../testing/gateway-on-bench.ts';

interface NoteWritten {
  readonly type: 'NoteWritten';
  readonly data: { readonly text: string };
}

const note: Decider<boolean, string, NoteWritten> = {
  initialState: false,
  decide: (text, exists) => (exists ? [] : [{ type: 'NoteWritten', data: { text } }]),
  evolve: () => true,
  events: { NoteWritten: 'as-stored' },
};

const notesProjection: Projection = {
  ...{ name: 'notes', version: 1, streams: ['note-'], schema: 'CREATE TABLE note (text TEXT NOT NULL)' },
  apply: ({ data }, database) => {
    database.run('INSERT INTO note VALUES (?)', (data as NoteWritten['data']).text);
  },
};

class NoteRequest {
  @IsString()
  text!: string;

  @IsIn(['', 'before', 'after'])
  dies = '';
}

/** As often as it is asked to, it fails for no reason before or after it has stored something. */
const deaths = new Map<string, number>();

@Controller('notes')
class NotesController {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  @Post()
  async write(@Body() { text, dies }: NoteRequest, @Origin() origin: CommandContext): Promise<object> {
    const id = this.newId();
    if (dies === 'before') this.die(text);
    await this.repository.decide(note, `note-${id}`, text, origin);
    if (dies === 'after') this.die(text);
    return { id, inner: { ids: [this.newId()] }, workDone: systemIds() };
  }

  @Post('refused')
  @HttpCode(202)
  refuse(): never {
    throw new DomainError('conflict', 'NOT_NOW', `Not now: ${systemIds()}.`, { hint: systemIds() });
  }

  @Post('nothing')
  @HttpCode(204)
  async writeNothing(@Origin() origin: CommandContext): Promise<void> {
    await this.repository.decide(note, `note-${this.newId()}`, 'nothing', origin);
  }

  @Put()
  async put(@Origin() origin: CommandContext): Promise<void> {
    await this.repository.decide(note, `note-${this.newId()}`, 'put', origin);
  }

  private die(text: string): void {
    const left = deaths.get(text) ?? 1;
    deaths.set(text, left - 1);
    if (left > 0) throw new Error('the process died here');
  }
}

const routeRoles = {
  ...{ 'POST /notes': accessRoles, 'POST /notes/refused': accessRoles, 'POST /notes/nothing': accessRoles, 'PUT /notes': accessRoles },
  ...{ 'POST /tokens': accessRoles, 'DELETE /tokens/:id': accessRoles },
};

describe('a POST with an Idempotency-Key', () => {
  let bench: Bench;
  let one: GatewayOnBench;
  let other: GatewayOnBench;

  beforeAll(async () => {
    bench = await openBench();
    const parts = { routeRoles, controllers: [NotesController], projections: [notesProjection] };
    [one, other] = [await gatewayOnBench(bench, parts), await gatewayOnBench(bench, parts)];
  });

  afterAll(async () => {
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  const newText = () => `note ${systemIds()}`;
  const keyed = (key: string, options: CallOptions = {}): CallOptions => ({ ...options, headers: { 'idempotency-key': key } });
  const written = async (text: string) => {
    await one.readModels.waitFor(await one.readModels.lastStored());
    return one.readModels.database.all('SELECT text FROM note WHERE text = ?', text).length;
  };
  const everythingStored = async () => {
    const files = (await readdir(bench.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
    return contents.join('\n');
  };

  it('has one effect, and the same answer each time, from every gateway', async () => {
    const [key, text] = [systemIds(), newText()];
    const first = await one.call('POST', '/notes', keyed(key, { body: { text } }));
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    for (const gateway of [one, other, one]) {
      const again = await gateway.call('POST', '/notes', keyed(key, { body: { text } }));
      expect([again.status, again.answer]).toEqual([first.status, first.answer]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    expect(await written(text)).toBe(1);
  });

  it('has one effect when it comes many times at once, to several gateways', async () => {
    const [key, text] = [systemIds(), newText()];
    const calls = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? one : other).call('POST', '/notes', keyed(key, { body: { text } })),
    );
    const answers = (await Promise.all(calls)).map(({ status, answer }) => JSON.stringify([status, answer]));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('201');
    expect(await written(text)).toBe(1);
  });

  it.each(['before', 'after'])('is finished by its repetition when it died %s it had stored something', async (dies) => {
    const [key, text] = [systemIds(), newText()];
    const body = { text, dies };
    expect((await one.call('POST', '/notes', keyed(key, { body }))).status).toBe(500);
    const finished = await other.call('POST', '/notes', keyed(key, { body }));
    expect(finished.status).toBe(201);
    expect((await one.call('POST', '/notes', keyed(key, { body }))).answer).toEqual(finished.answer);
    expect(await bench.stored(`note-${String(finished.answer['id'])}`)).toHaveLength(1);
    expect(await written(text)).toBe(1);
  });

  it.each<[string, string, unknown]>([
    ['another body', '/notes', { text: 'another' }],
    ['no body', '/notes/nothing', undefined],
    ['another address', '/notes?x=1', { text: 'the first' }],
  ])('is refused when its key came with %s before', async (_, path, body) => {
    const key = systemIds();
    expect((await one.call('POST', '/notes', keyed(key, { body: { text: 'the first' } }))).status).toBe(201);
    const before = await written('another');
    expect(await other.call('POST', path, keyed(key, { body }))).toMatchObject({
      ...{ status: 409, answer: { code: 'IDEMPOTENCY_KEY_REUSED' } },
    });
    expect(await written('another')).toBe(before);
  });

  it('shows what it did to who repeats it: a gateway that cannot do so does not answer', async () => {
    let isPoisoned = false;
    const poison: Projection = {
      ...{ name: 'poison', version: 1, streams: ['poison-'], schema: 'CREATE TABLE poison (id TEXT)' },
      apply: () => {
        if (isPoisoned) throw new Error('an event that cannot be understood');
      },
    };
    await using behind = await gatewayOnBench(bench, { routeRoles, controllers: [NotesController], projections: [poison] });
    isPoisoned = true;
    await bench.store('poison-1', { type: 'Poisoned', data: {} });
    const key = systemIds();
    const send = (gateway: GatewayOnBench) => gateway.call('POST', '/notes', keyed(key, { body: { text: 'shown' } }));
    expect((await send(one)).status).toBe(201);
    expect((await send(behind)).status).toBe(503);
    expect((await send(other)).status).toBe(201);
  });

  it('is known by token and key: another token may use the same key', async () => {
    const [key, text] = [systemIds(), newText()];
    const { answer } = await one.call('POST', '/tokens', { body: { name: `ann ${key}`, role: 'auditor' } });
    const first = await one.call('POST', '/notes', keyed(key, { body: { text } }));
    const others = await one.call('POST', '/notes', keyed(key, { body: { text }, token: String(answer['token']) }));
    expect(others.status).toBe(201);
    expect(others.answer).not.toEqual(first.answer);
    expect(await written(text)).toBe(2);
  });

  it('is refused again as it was refused', async () => {
    const key = systemIds();
    const first = await one.call('POST', '/notes/refused', keyed(key));
    expect(first).toMatchObject({ status: 409, answer: { code: 'NOT_NOW' } });
    const again = await other.call('POST', '/notes/refused', keyed(key));
    expect([again.status, again.answer]).toEqual([first.status, first.answer]);
    expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('is answered with nothing again where there was nothing to answer', async () => {
    const key = systemIds();
    const before = await written('nothing');
    for (const gateway of [one, other]) {
      const { status, answer } = await gateway.call('POST', '/notes/nothing', keyed(key));
      expect([status, answer]).toEqual([204, {}]);
    }
    expect(await written('nothing')).toBe(before + 1);
  });

  it('gives the same secret again, which is stored nowhere', async () => {
    const key = systemIds();
    const body = { name: `secret ${key}`, role: 'auditor' };
    const first = await one.call('POST', '/tokens', keyed(key, { body }));
    const again = await other.call('POST', '/tokens', keyed(key, { body }));
    expect(first.status).toBe(201);
    expect([again.status, again.answer]).toEqual([first.status, first.answer]);
    const stored = await everythingStored();
    expect(stored).toContain(first.answer['id']);
    expect(stored).not.toContain(first.answer['token']);
  });

  it.each(['', 'x'.repeat(256), 'schlüssel'])('is refused with a key that is none: %s', async (key) => {
    const { status, answer } = await one.call('POST', '/notes', keyed(key, { body: { text: 'x' } }));
    expect([status, answer['errors']]).toEqual([400, [{ field: 'Idempotency-Key', message: expect.any(String) }]]);
  });

  it('is a request of its own each time without one, and so is any other method', async () => {
    const [key, text] = [systemIds(), newText()];
    for (const gateway of [one, one]) expect((await gateway.call('POST', '/notes', { body: { text } })).status).toBe(201);
    expect(await written(text)).toBe(2);
    const before = await written('put');
    for (const gateway of [one, one]) expect((await gateway.call('PUT', '/notes', keyed(key))).status).toBe(200);
    expect(await written('put')).toBe(before + 2);
  });
});
