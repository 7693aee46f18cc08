import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { PeakMemory } from '../peak-memory.ts';
import { METADATA, taskEvent } from './task-events.ts';

export interface Started {
  /** From the call that starts the store to the answer to the first append. */
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** Starts a store, once, and appends an event. Argument: the directory that the store is in. */
async function start(directory: string): Promise<Started> {
  const begin = performance.now();
  await using resources = new AsyncDisposableStack();
  const memory = resources.use(new PeakMemory());
  const embedded = await startEmbeddedEventStore({ directory });
  resources.defer(() => embedded.close());
  const client = resources.adopt(EventStoreDBClient.connectionString(embedded.connectionString), (it) => it.dispose());
  await client.appendToStream('started-1', jsonEvent({ ...taskEvent(1, 1), metadata: METADATA }));
  return { milliseconds: performance.now() - begin, megabytes: memory.megabytes };
}

const [directory = ''] = process.argv.slice(2);
console.log(JSON.stringify(await start(directory)));
