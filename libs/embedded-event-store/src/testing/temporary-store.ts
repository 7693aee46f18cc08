import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';
import type { EmbeddedEventStore } from '../start-embedded-event-store.ts';

/** A directory of its own for `use`, removed afterwards. */
export async function inTemporaryDirectory<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'event-store-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A store and a client of it for `use`, both closed afterwards. The directory stays, so that another store can be started in it. */
export async function withStore<Result>(
  directory: string,
  use: (client: EventStoreDBClient, store: EmbeddedEventStore) => Promise<Result>,
): Promise<Result> {
  const store = await startEmbeddedEventStore({ directory });
  const client = EventStoreDBClient.connectionString(store.connectionString);
  try {
    return await use(client, store);
  } finally {
    await client.dispose();
    await store.close();
  }
}
