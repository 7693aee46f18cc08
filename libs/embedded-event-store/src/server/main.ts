import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { cannotOpen, EmbeddedEventStoreError } from '../embedded-event-store.errors.ts';
import { EventStore } from '../storage/event-store.ts';
import { startGrpcServer } from './grpc-server.ts';
import type { RunningServer } from './grpc-server.ts';
import type { WorkerOptions, WorkerReport } from './worker-messages.ts';

// The server has a thread of its own: an fsync stops this thread, and not the application that waits for it.

const options = workerData as WorkerOptions;
const now = (): Date => new Date();

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

async function start(): Promise<void> {
  const store = new EventStore({ directory: options.directory, now, newId: randomUUID });
  try {
    const server = await startGrpcServer({ store, port: options.port, now, newId: randomUUID });
    parentPort?.once('message', () => void stop(server, store));
    report({ kind: 'listening', port: server.port });
  } catch (error) {
    store.close();
    throw error;
  }
}

async function stop(server: RunningServer, store: EventStore): Promise<void> {
  await server.close();
  store.close();
}

try {
  await start();
} catch (error) {
  const { code, message } = error instanceof EmbeddedEventStoreError ? error : cannotOpen(options.directory, error);
  report({ kind: 'failed', code, message });
}
