import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { ConnectionStringError, readConnectionString } from './connection-string.ts';

/** What the client does on an error before it makes a new channel; not part of its public face. */
interface Reconnecting {
  handleError: (client: unknown, error: unknown) => Promise<void>;
}

/**
 * The official client.
 * @throws ConnectionStringError
 */
export function connectEventStore(connectionString: string): EventStoreDBClient {
  for (const file of readConnectionString(connectionString).files) requireReadable(file);
  const client = EventStoreDBClient.connectionString(connectionString);
  surviveFailedDiscovery(client as unknown as Reconnecting);
  return client;
}

function requireReadable(file: string): void {
  try {
    accessSync(resolve(file), constants.R_OK);
  } catch {
    throw new ConnectionStringError(`names a file that cannot be read: ${resolve(file)}`);
  }
}

/**
 * While a lost connection is cleared away, db-client 6.2.1 may wait for the discovery of another node, and does not expect that to fail:
 * nobody would catch the error, and the process would end. Whoever wanted that node gets it too.
 */
function surviveFailedDiscovery(client: Reconnecting): void {
  const handleError = client.handleError;
  client.handleError = (of, error) => handleError(of, error).catch(() => undefined);
}
