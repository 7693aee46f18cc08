import type { EmbeddedEventStoreError } from './embedded-event-store.errors.ts';
import type { SecurityOptions } from './security/security-options.ts';
import { ServerWorker } from './server/worker.ts';
import type { ScavengeResult } from './storage/scavenge.ts';

/** A running server, to be reached by the official client alone. */
export interface EmbeddedEventStore {
  /**
   * For `EventStoreDBClient.connectionString`: `esdb://127.0.0.1:PORT?tls=false`, or with TLS `esdb://HOST:PORT`. No secret is in it but the one
   * of the options, if that is given.
   */
  readonly connectionString: string;
  /** Resolves when the server has ended: with nothing after `close`, with the reason if it ended by itself. */
  readonly ended: Promise<EmbeddedEventStoreError | undefined>;
  /**
   * Removes for good what no reader of a stream sees any more, and makes the file smaller. The store goes on meanwhile.
   * @throws EmbeddedEventStoreError
   */
  scavenge(): Promise<ScavengeResult>;
  /**
   * Copies the store to a file, which appears when it is complete; an older one is replaced. The store goes on meanwhile.
   * To restore, put the file into an empty directory as `events.db` and start a store there.
   * @throws EmbeddedEventStoreError
   */
  backup(toFile: string): Promise<void>;
  /** Answers what was accepted, ends all calls and releases the directory. May be called twice. */
  close(): Promise<void>;
}

export interface EmbeddedEventStoreOptions {
  /** Made if it is missing; everything the store keeps is in it. */
  readonly directory: string;
  /** Any free one by default. */
  readonly port?: number;
  /** Without it the store listens on 127.0.0.1 alone, in clear text. */
  readonly security?: SecurityOptions;
  /**
   * Without `security`: lets in only who knows it, and so keeps the other users of the machine out. Letters, digits, `-` and `_`. Without
   * either, everybody on the machine may do everything.
   */
  readonly secret?: string;
}

/**
 * Starts a single-node event store in a thread of its own.
 *
 * What it has acknowledged is on disk. A killed process leaves nothing to clean up: starting again in the same directory is enough.
 * @throws EmbeddedEventStoreError
 */
export async function startEmbeddedEventStore({
  directory,
  port = 0,
  security,
  secret,
}: EmbeddedEventStoreOptions): Promise<EmbeddedEventStore> {
  const worker = new ServerWorker({ directory, port, security, secret });
  const bound = await worker.listening;
  return {
    connectionString: `esdb://${bound.host}:${bound.port}${security ? '' : inClearText(secret)}`,
    ended: worker.ended,
    scavenge: () => worker.scavenge(),
    backup: (toFile) => worker.backUp(toFile),
    close: () => worker.close(),
  };
}

function inClearText(secret: string | undefined): string {
  return `?tls=false${secret === undefined ? '' : `&connectionName=${secret}`}`;
}
