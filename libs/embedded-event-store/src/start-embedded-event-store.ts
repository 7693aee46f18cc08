import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EmbeddedEventStoreError, storeStopped } from './embedded-event-store.errors.ts';
import type { WorkerCommand, WorkerOptions, WorkerReport } from './server/worker-messages.ts';

/** A running server, to be reached by the official client alone. */
export interface EmbeddedEventStore {
  /** For `EventStoreDBClient.connectionString`: `esdb://127.0.0.1:PORT?tls=false`. */
  readonly connectionString: string;
  /** Resolves when the server has ended: with nothing after `close`, with the reason if it ended by itself. */
  readonly ended: Promise<EmbeddedEventStoreError | undefined>;
  /** Answers what was accepted, ends all calls and releases the directory. May be called twice. */
  close(): Promise<void>;
}

export interface EmbeddedEventStoreOptions {
  /** Made if it is missing; everything the store keeps is in it. */
  readonly directory: string;
  /** The port on 127.0.0.1; any free one by default. */
  readonly port?: number;
}

const MAIN = new URL('./server/main.ts', import.meta.url);
const TYPESCRIPT = new URL('../../../tools/typescript.mjs', import.meta.url);

/**
 * Starts a single-node event store in a thread of its own.
 *
 * What it has acknowledged is on disk. A killed process leaves nothing to clean up: starting again in the same directory is enough.
 * @throws EmbeddedEventStoreError
 */
export async function startEmbeddedEventStore({ directory, port = 0 }: EmbeddedEventStoreOptions): Promise<EmbeddedEventStore> {
  const worker = startWorker({ directory, port });
  const ended = endOf(worker);
  const bound = await listeningPort(worker, ended);
  let isClosing = false;
  return {
    connectionString: `esdb://127.0.0.1:${bound}?tls=false`,
    ended: ended.then((error) => (isClosing ? undefined : (error ?? storeStopped('its thread ended')))),
    close: async () => {
      if (!isClosing) worker.postMessage('close' satisfies WorkerCommand);
      isClosing = true;
      await ended;
    },
  };
}

/** A thread does not go through Jest's transformation, and its options replace the inherited ones, so the sources' loader is always named. */
function startWorker(workerData: WorkerOptions): Worker {
  return new Worker(MAIN, { workerData, execArgv: ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT.href] });
}

function endOf(worker: Worker): Promise<EmbeddedEventStoreError | undefined> {
  return new Promise((resolve) => {
    worker.once('error', (error) => {
      resolve(storeStopped(error instanceof Error ? error.message : String(error)));
    });
    worker.once('exit', () => {
      resolve(undefined);
    });
  });
}

async function listeningPort(worker: Worker, ended: Promise<EmbeddedEventStoreError | undefined>): Promise<number> {
  const first = await Promise.race([once(worker, 'message'), ended]);
  if (!Array.isArray(first)) throw first ?? storeStopped('its thread ended before it listened');
  const [report] = first as [WorkerReport];
  if (report.kind === 'listening') return report.port;
  await ended;
  throw new EmbeddedEventStoreError(report.code, report.message);
}
