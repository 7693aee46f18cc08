import type { PersistentSubscriptionToAll } from '@eventstore/db-client';
import { AccessDeniedError, EventStoreDBClient } from '@eventstore/db-client';
import { persistentSubscriptionToAllSettingsFromDefaults } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, errorOf, numbered, numbersIn } from '../contract/numbered-events.ts';
import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';
import type { EmbeddedEventStore } from '../start-embedded-event-store.ts';

describe('a store on the loopback address with a secret', () => {
  const clients: EventStoreDBClient[] = [];
  let directory: string;
  let store: EmbeddedEventStore;

  const connect = (connectionString: string): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(connectionString);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-store-'));
    store = await startEmbeddedEventStore({ directory, secret: 'known-inside_7' });
  });
  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('lets in whoever has the connection string, by each way to append', async () => {
    const client = connect(store.connectionString);
    await client.appendToStream('mine', numbered(1));
    await client.appendToStream('mine', numbered(2), { credentials: { username: 'ignored', password: 'ignored' } });
    expect(await numbersIn(client.readStream('mine'))).toEqual([1, 2]);
  });

  it.each(['', '&connectionName=known-inside_8'])('lets in nobody else (%s)', async (other) => {
    const stranger = connect(store.connectionString.replace(/&.*/, other));
    const settings = persistentSubscriptionToAllSettingsFromDefaults();
    const consuming = (): PersistentSubscriptionToAll => stranger.subscribeToPersistentSubscriptionToAll('group');
    const attempts = [
      () => stranger.appendToStream('mine', numbered(3)),
      () => stranger.appendToStream('mine', numbered(3), { credentials: { username: 'admin', password: 'changeit' } }),
      () => collect(stranger.readStream('mine')),
      () => collect(stranger.readAll()),
      () => collect(stranger.subscribeToAll()),
      () => stranger.deleteStream('mine'),
      () => stranger.tombstoneStream('mine'),
      () => stranger.createPersistentSubscriptionToAll('group', settings),
      () => stranger.listAllPersistentSubscriptions(),
      () => collect(consuming()),
    ];
    for (const attempt of attempts) expect(await errorOf(attempt())).toBeInstanceOf(AccessDeniedError);
    expect(await numbersIn(connect(store.connectionString).readStream('mine'))).toEqual([1, 2]);
  });
});
