import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { BareSqlite } from './bare-sqlite.ts';
import { startMemoryServer } from './memory-server/start-memory-server.ts';

/** What is compared with each other: all of it runs at the same time, but only one of it works. */
export interface Laboratory {
  readonly ours: EventStoreDBClient;
  readonly grpcAlone: EventStoreDBClient;
  readonly sqlite: BareSqlite;
  /** For files that a measurement needs besides. */
  readonly directory: string;
}

export const GRPC_ALONE = 'gRPC alone';
export const BARE_SQLITE = 'bare SQLite';

export async function withLaboratory<Result>(use: (laboratory: Laboratory) => Promise<Result>): Promise<Result> {
  return inTemporaryDirectory(async (directory) => {
    await using resources = new AsyncDisposableStack();
    const embedded = await startEmbeddedEventStore({ directory: join(directory, 'embedded') });
    resources.defer(() => embedded.close());
    const memory = await startMemoryServer();
    resources.defer(() => memory.close());
    const sqlite = resources.adopt(new BareSqlite(join(directory, 'bare.db')), (database) => {
      database.close();
    });
    const [ours, grpcAlone] = [embedded, memory].map(({ connectionString }) => {
      const client = EventStoreDBClient.connectionString(connectionString);
      return resources.adopt(client, (it) => it.dispose());
    }) as [EventStoreDBClient, EventStoreDBClient];
    return await use({ ours, grpcAlone, sqlite, directory });
  });
}
