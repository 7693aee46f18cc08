import { afterAll, beforeAll } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { v7 } from 'uuid';

/** A server that the contract is held against. `close` need not end a server that was there before. */
export interface ServerUnderTest {
  readonly connectionString: string;
  readonly close: () => Promise<void>;
}

/** What a server has that another may lack. */
export interface ServerFeatures {
  /** TLS and the users admin and ops, as opposed to insecure mode. */
  readonly hasUsers: boolean;
}

export type StartServer = () => Promise<ServerUnderTest>;

/** One client, and stream names that no other run uses, because a server may hold the events of many runs. */
export interface ContractContext {
  readonly client: () => EventStoreDBClient;
  readonly connectionString: () => string;
  readonly newStream: (category?: string) => string;
}

/** Starts the server before the tests of the surrounding `describe` and closes it after them. */
export function contractContext(start: StartServer): ContractContext {
  let running: { readonly server: ServerUnderTest; readonly client: EventStoreDBClient } | undefined;
  const current = (): NonNullable<typeof running> => {
    if (!running) throw new Error('The server is not running yet.');
    return running;
  };
  beforeAll(async () => {
    const server = await start();
    running = { server, client: EventStoreDBClient.connectionString(server.connectionString) };
  });
  afterAll(async () => {
    const { client, server } = current();
    await client.dispose();
    await server.close();
  });
  return {
    client: () => current().client,
    connectionString: () => current().server.connectionString,
    newStream: (category = 'contract') => `${category}-${v7()}`,
  };
}
