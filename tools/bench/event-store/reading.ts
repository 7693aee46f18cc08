import { type EventStoreDBClient, jsonEvent, START, type AllStreamSubscription } from '@eventstore/db-client';
import { inRounds, perSecond, type Contestant } from '../measure.ts';
import { type Measurement, nextTo } from '../measurement.ts';
import { BARE_SQLITE, GRPC_ALONE, type Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { tasksAssigned } from './task-events.ts';

const STREAM = 'read-1';
const BATCH = 500;
const LIMITED_BY = 'gRPC, with a message for each event';

/** Reads the first events of the store, so it fills it: let nobody else append before. */
export async function measureReading(laboratory: Laboratory, sizes: Sizes): Promise<Measurement[]> {
  await fill(laboratory, sizes.eventsRead);
  const { sqlite } = laboratory;
  return [
    ...(await measure('reading a stream', readStream, (count) => sqlite.readStream(STREAM, count), laboratory, sizes)),
    ...(await measure('reading $all', readAll, (count) => sqlite.readAll(count), laboratory, sizes)),
    ...(await measure('catching up by subscription', catchUp, (count) => sqlite.readAll(count), laboratory, sizes)),
  ];
}

/** Reads as many events and answers how many there were. */
type Reader<Source> = (source: Source, count: number) => Promise<number> | number;

async function measure(
  name: string,
  read: Reader<EventStoreDBClient>,
  readBare: (count: number) => number,
  { ours, grpcAlone }: Laboratory,
  { rounds, eventsRead }: Sizes,
): Promise<Measurement[]> {
  const results = await inRounds(rounds, {
    ours: reading(eventsRead, () => read(ours, eventsRead)),
    grpcAlone: reading(eventsRead, () => read(grpcAlone, eventsRead)),
    sqlite: reading(eventsRead, () => readBare(eventsRead)),
  });
  const measured = { measure: name, unit: 'events/s', ours: results.ours } as const;
  return [
    nextTo({ ...measured, limitedBy: LIMITED_BY, beside: { what: GRPC_ALONE, values: results.grpcAlone } }, { ratioAtLeast: 0.9 }),
    nextTo({ ...measured, beside: { what: BARE_SQLITE, values: results.sqlite } }),
  ];
}

function reading(count: number, read: () => Promise<number> | number): Contestant {
  return () =>
    perSecond(count, async () => {
      const found = await read();
      if (found !== count) throw new Error(`There were ${found} events instead of ${count}.`);
    });
}

async function readStream(client: EventStoreDBClient, count: number): Promise<number> {
  return countOf(client.readStream(STREAM, { maxCount: count }));
}

async function readAll(client: EventStoreDBClient, count: number): Promise<number> {
  return countOf(client.readAll({ maxCount: count }));
}

async function countOf(read: AsyncIterable<{ readonly event?: { readonly data: unknown } }>): Promise<number> {
  let count = 0;
  for await (const { event } of read) if (event?.data) count++;
  return count;
}

async function catchUp(client: EventStoreDBClient, count: number): Promise<number> {
  const subscription = client.subscribeToAll({ fromPosition: START });
  try {
    return await receive(subscription, count);
  } finally {
    await subscription.unsubscribe();
  }
}

/** Resolves with the number of events received as soon as there are enough. */
export async function receive(subscription: AllStreamSubscription, count: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let received = 0;
  subscription.on('error', reject);
  subscription.on('data', ({ event }) => {
    if (event?.data && ++received === count) resolve(received);
  });
  return await promise;
}

async function fill({ ours, grpcAlone, sqlite }: Laboratory, count: number): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    const events = tasksAssigned(Math.min(BATCH, count - first));
    const expectedRevision = first === 0 ? 'no_stream' : BigInt(first - 1);
    for (const client of [ours, grpcAlone])
      await client.appendToStream(
        STREAM,
        events.map((event) => jsonEvent(event)),
        { expectedRevision },
      );
    sqlite.append(STREAM, first, events);
  }
}
