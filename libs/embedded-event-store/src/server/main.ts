import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { cannotOpen, EmbeddedEventStoreError } from '../embedded-event-store.errors.ts';
import { EventStore } from '../storage/event-store.ts';
import type { ScavengeResult } from '../storage/scavenge.ts';
import { appendFirstEvent } from './first-event.ts';
import { startGrpcServer } from './grpc-server.ts';
import type { RunningServer } from './grpc-server.ts';
import type { WorkerCommand, WorkerOptions, WorkerReport } from './worker-messages.ts';

// The server has a thread of its own: an fsync stops this thread, and not the application that waits for it.

const options = workerData as WorkerOptions;
/** Each settles when the other thread has been told. */
const answers = new Set<Promise<void>>();
const now = (): Date => new Date();

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

async function start(): Promise<void> {
  const store = new EventStore({ directory: options.directory, now, newId: randomUUID });
  try {
    await appendFirstEvent(store);
    const server = await startGrpcServer({ ...options, store, now, newId: randomUUID });
    parentPort?.on('message', (command: WorkerCommand) => void obey(command, server, store));
    report({ kind: 'listening', host: server.host, port: server.port });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function obey(command: WorkerCommand, server: RunningServer, store: EventStore): Promise<void> {
  switch (command.kind) {
    case 'close':
      await server.close();
      await store.close();
      await Promise.all(answers);
      parentPort?.close();
      break;
    case 'scavenge':
      answers.add(answer(command.number, store.scavenge()));
      break;
    case 'back-up':
      answers.add(answer(command.number, store.backUp(command.toFile)));
      break;
  }
}

async function answer(number: number, work: Promise<ScavengeResult | undefined | void>): Promise<void> {
  try {
    report({ kind: 'done', number, result: (await work) ?? undefined });
  } catch (error) {
    report({ kind: 'not-done', number, message: error instanceof Error ? error.message : String(error) });
  }
}

try {
  await start();
} catch (error) {
  const { code, message } = error instanceof EmbeddedEventStoreError ? error : cannotOpen(options.directory, error);
  report({ kind: 'failed', code, message });
}
