import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EventStore, ReadModels } from '@holdfast/event-sourcing';
import { perSecond } from '../measure.ts';
import { PeakMemory } from '../peak-memory.ts';
import { expectAllTasks } from './absorbing.ts';
import { taskList } from './task-events.ts';

export interface Rebuilt {
  readonly eventsPerSecond: number;
  /** The most memory that the whole process took: event store, client and read models. */
  readonly megabytes: number;
  /** The same up to the moment when the first event was asked for. */
  readonly megabytesBefore: number;
}

/** Builds read models from a filled store. Arguments: the directory that the store is in, and how many events it holds. */
async function rebuild(directory: string, events: number): Promise<Rebuilt> {
  await using resources = new AsyncDisposableStack();
  const memory = resources.use(new PeakMemory());
  const embedded = await startEmbeddedEventStore({ directory: join(directory, 'store') });
  resources.defer(() => embedded.close());
  const eventStore = resources.adopt(new EventStore(embedded.connectionString), (it) => it.close());
  const readModels = new ReadModels({ directory: join(directory, 'read-models'), projections: [taskList], eventStore });
  resources.defer(() => readModels.close());
  const megabytesBefore = memory.megabytes;
  const eventsPerSecond = await perSecond(events, () => readModels.start());
  expectAllTasks(readModels.database, events);
  return { eventsPerSecond, megabytes: memory.megabytes, megabytesBefore };
}

const [directory = '', events] = process.argv.slice(2);
console.log(JSON.stringify(await rebuild(directory, Number(events))));
