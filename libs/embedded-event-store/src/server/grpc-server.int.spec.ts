import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccessDeniedError,
  DeadlineExceededError,
  EventStoreDBClient,
  jsonEvent,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { collect, errorOf, numbered, numbersIn } from '../contract/numbered-events.ts';
import { EventStore } from '../storage/event-store.ts';
import { startGrpcServer } from './grpc-server.ts';
import type { RunningServer } from './grpc-server.ts';

const inCallOfItsOwn = { credentials: { username: 'admin', password: 'changeit' } };

describe('the server', () => {
  let directory: string;
  let store: EventStore;
  let server: RunningServer;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-store-'));
    const now = (): Date => new Date();
    store = new EventStore({ directory, now, newId: randomUUID });
    server = await startGrpcServer({ store, port: 0, security: undefined, now, newId: randomUUID });
    client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
  });
  afterEach(async () => {
    await client.dispose();
    await server.close();
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('says that it is unavailable when the store fails, since nobody knows then what was written', async () => {
    await client.appendToStream('s', numbered(0));
    await store.close();
    expect(await errorOf(client.appendToStream('s', numbered(1)))).toBeInstanceOf(UnavailableError);
    expect(await errorOf(client.appendToStream('s', numbered(1), inCallOfItsOwn))).toBeInstanceOf(UnavailableError);
    expect(await errorOf(client.deleteStream('s'))).toBeInstanceOf(UnavailableError);
    expect(await errorOf(collect(client.readAll()))).toBeInstanceOf(UnavailableError);
  });

  it('refuses an append that makes no sense and goes on with the others of the same batch', async () => {
    const appends = [
      client.appendToStream('s', numbered(1, 'no uuid')),
      client.appendToStream('', numbered(1)),
      client.appendToStream('s', numbered(2)),
    ];
    const outcomes = await Promise.allSettled(appends);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await errorOf(appends[0] ?? Promise.resolve())).toBeInstanceOf(UnknownError);
    expect(await numbersIn(client.readStream('s'))).toEqual([2]);
  });

  it('says that the deadline has passed, whatever else is wrong with an append', async () => {
    const tooLarge = jsonEvent({ type: 'Large', data: 'x'.repeat(1_100_000) });
    expect(await errorOf(client.appendToStream('s', tooLarge, { deadline: -1000 }))).toBeInstanceOf(DeadlineExceededError);
    expect(await errorOf(client.appendToStream('s', tooLarge))).toMatchObject({ maxAppendSize: 1024 * 1024 });
  });

  it('refuses the same in a call of its own', async () => {
    expect(await errorOf(client.appendToStream('s', numbered(1, 'no uuid'), inCallOfItsOwn))).toMatchObject({ code: 3 });
    expect(await errorOf(client.appendToStream('', numbered(1), inCallOfItsOwn))).toMatchObject({ code: 3 });
    expect(await errorOf(client.deleteStream('$$s'))).toMatchObject({ code: 3 });
  });

  it('lets nobody write to the order of all events', async () => {
    expect(await errorOf(client.appendToStream('$all', numbered(1)))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(client.appendToStream('$all', numbered(1), inCallOfItsOwn))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(client.deleteStream('$all'))).toBeInstanceOf(AccessDeniedError);
  });

  it('refuses a filter that is no regular expression', async () => {
    const filter = { filterOn: 'streamName' as const, regex: '(', checkpointInterval: 1 };
    expect(await errorOf(collect(client.subscribeToAll({ filter })))).toMatchObject({ code: 3 });
  });

  it('names streams in errors, whatever letters they have', async () => {
    await client.appendToStream('straße', numbered(1));
    await client.tombstoneStream('straße');
    const error = await errorOf(collect(client.readStream('straße')));
    expect(decodeURIComponent((error as { streamName: string }).streamName)).toBe('straße');
  });
});
