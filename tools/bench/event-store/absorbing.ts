import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EventStore, type PositionedEvent, ReadModelDatabase, ReadModels } from '@holdfast/event-sourcing';
import { inRounds, perSecond } from '../measure.ts';
import { alone, type Measurement, nextTo } from '../measurement.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { fillStore } from './filled-store.ts';
import { BARE_SQLITE } from './laboratory.ts';
import { receive } from './reading.ts';
import type { Sizes } from './sizes.ts';
import { EVENTS_OF_A_TASK, METADATA, taskEvent, taskIdOf, taskList } from './task-events.ts';

/** How many events a transaction takes when nothing is waited for. */
const TRANSACTION = 500;

/** How fast empty read models catch up with a store, next to the subscription without read models and to read models without the store. */
export async function measureAbsorbing(sizes: Sizes): Promise<Measurement[]> {
  return inTemporaryDirectory(async (directory) => {
    await fillStore(join(directory, 'store'), sizes.eventsAbsorbed);
    await using resources = new AsyncDisposableStack();
    const embedded = await startEmbeddedEventStore({ directory: join(directory, 'store') });
    resources.defer(() => embedded.close());
    const eventStore = resources.adopt(new EventStore(embedded.connectionString), (it) => it.close());
    return await compare(eventStore, directory, sizes);
  });
}

async function compare(eventStore: EventStore, directory: string, { rounds, eventsAbsorbed }: Sizes): Promise<Measurement[]> {
  let number = 0;
  const newDirectory = (): string => join(directory, `read-models-${++number}`);
  const newFile = (): string => join(directory, `rows-${++number}.db`);
  const results = await inRounds(rounds, {
    ours: () => absorb(eventStore, newDirectory(), eventsAbsorbed),
    counter: () => perSecond(eventsAbsorbed, () => count(eventStore, eventsAbsorbed)),
    rows: () => writeRows(newFile(), eventsAbsorbed),
  });
  const measured = { measure: 'read models absorbing events', unit: 'events/s', ours: results.ours } as const;
  return [
    alone({ ...measured, limitedBy: 'the subscription' }, { atLeast: 20_000 }),
    nextTo({ ...measured, beside: { what: 'the subscription alone', values: results.counter } }),
    nextTo({ ...measured, beside: { what: `the rows alone, ${BARE_SQLITE}`, values: results.rows } }),
  ];
}

async function absorb(eventStore: EventStore, directory: string, count: number): Promise<number> {
  const readModels = new ReadModels({ directory, projections: [taskList], eventStore });
  try {
    const rate = await perSecond(count, () => readModels.start());
    expectAllTasks(readModels.database, count);
    return rate;
  } finally {
    await readModels.close();
  }
}

async function count(eventStore: EventStore, expected: number): Promise<void> {
  const subscription = eventStore.subscribe({ prefixes: taskList.streams, after: undefined });
  await receive(subscription, expected);
  await subscription.unsubscribe();
}

async function writeRows(file: string, count: number): Promise<number> {
  const database = new ReadModelDatabase(file);
  try {
    database.execute(taskList.schema);
    const events = eventsInOrder(count);
    const rate = await perSecond(count, () => {
      for (let first = 0; first < count; first += TRANSACTION) apply(events.slice(first, first + TRANSACTION), database);
    });
    expectAllTasks(database, count);
    return rate;
  } finally {
    database.close();
  }
}

function apply(events: readonly PositionedEvent[], database: ReadModelDatabase): void {
  database.transaction(() => {
    for (const event of events) taskList.apply(event, database);
  });
}

function eventsInOrder(count: number): PositionedEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const [task, revision] = [Math.floor(index / EVENTS_OF_A_TASK), index % EVENTS_OF_A_TASK];
    const position = { commit: BigInt(index), prepare: BigInt(index) };
    return {
      ...taskEvent(task, revision),
      id: '',
      stream: `task-${taskIdOf(task)}`,
      revision: BigInt(revision),
      metadata: METADATA,
      position,
    };
  });
}

export function expectAllTasks(database: ReadModelDatabase, events: number): void {
  const found = database.get<{ tasks: number }>("SELECT count(*) AS tasks FROM task_list WHERE status = 'captured'")?.tasks;
  if (found !== events / EVENTS_OF_A_TASK) throw new Error(`The read models show ${found} tasks after ${events} events.`);
}
