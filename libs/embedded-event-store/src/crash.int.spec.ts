import { expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { collect } from './contract/numbered-events.ts';
import { CrashReader } from './testing/crash-reader.ts';
import { CrashWriter } from './testing/crash-writer.ts';
import { startStoreProcess } from './testing/store-process.ts';
import { inTemporaryDirectory } from './testing/temporary-store.ts';

/** More of them take longer: EVENT_STORE_KILLS=50, or 200 for a night. */
const KILLS = Number(process.env['EVENT_STORE_KILLS'] ?? 4);
const WRITERS = 32;
/** Every sixteenth writer appends this many events at a time. */
const LARGE_BATCH = 500;

it(
  `keeps each acknowledged event once, whole batches, and one order, through ${KILLS} kills among ${WRITERS} writers`,
  () =>
    inTemporaryDirectory(async (directory) => {
      const writers = Array.from(
        { length: WRITERS },
        (_, index) => new CrashWriter(`writer-${index}`, index % 16 === 0 ? LARGE_BATCH : 1, index % 2 === 0),
      );
      const reader = new CrashReader();
      for (let life = 0; life < KILLS; life++) await liveUntilKilled(directory, { writers, reader, life });
      const stored = await readAllAfterRestart(directory, reader);
      expectInOneOrder(writers, stored, reader);
      for (const writer of writers) expectAllOf(writer, stored);
    }),
  60_000 + KILLS * 20_000,
);

interface Scene {
  readonly writers: readonly CrashWriter[];
  readonly reader: CrashReader;
  readonly life: number;
}

/** Kills the store in the middle of its work: each time after another number of answers. */
async function liveUntilKilled(directory: string, { writers, reader, life }: Scene): Promise<void> {
  const store = await startStoreProcess(directory);
  const client = EventStoreDBClient.connectionString(store.connectionString);
  let left = 100 + 37 * (life % 20);
  const count = (): void => {
    if (--left === 0) void store.kill();
  };
  await Promise.all([reader.followUntilKilled(client), ...writers.map((writer) => writer.writeUntilKilled(client, life, count))]);
  await client.dispose();
}

async function readAllAfterRestart(directory: string, reader: CrashReader): Promise<AllStreamRecordedEvent[]> {
  const store = await startStoreProcess(directory);
  const client = EventStoreDBClient.connectionString(store.connectionString);
  const events = await collect(client.readAll());
  await reader.catchUp(client);
  await client.dispose();
  await store.kill();
  return events.flatMap(({ event }) => (event ? [event] : []));
}

function expectInOneOrder(writers: readonly CrashWriter[], stored: readonly AllStreamRecordedEvent[], reader: CrashReader): void {
  const positions = stored.map(({ position }) => position.commit);
  expect(positions.findIndex((position, index) => index > 0 && position <= (positions[index - 1] ?? 0n))).toBe(-1);
  // Whoever followed saw the very same.
  expect(reader.eventIds).toEqual(stored.map(({ id }) => id));
  // What one life of the store was sent and acknowledged stands behind all that earlier ones acknowledged.
  const ofOneLife = writers.flatMap(({ acknowledged }) => acknowledged.filter(({ sentIn, acknowledgedIn }) => sentIn === acknowledgedIn));
  const byPosition = ofOneLife.toSorted((a, b) => Number((a.result.position?.commit ?? 0n) - (b.result.position?.commit ?? 0n)));
  expect(byPosition.findIndex(({ sentIn }, index) => index > 0 && sentIn < (byPosition[index - 1]?.sentIn ?? 0))).toBe(-1);
}

function expectAllOf({ stream, batchSize, acknowledged }: CrashWriter, all: readonly AllStreamRecordedEvent[]): void {
  const stored = all.filter(({ streamId }) => streamId === stream);
  expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, revision) => BigInt(revision)));
  // One more batch may have been stored whose answer was lost with the process; never a part of one.
  expect([0, batchSize]).toContain(stored.length - acknowledged.length * batchSize);
  const expected = acknowledged.flatMap(({ events }) => events.map(({ id }) => id));
  expect(stored.slice(0, expected.length).map(({ id }) => id)).toEqual(expected);
  const ends = acknowledged.map((_, index) => stored[(index + 1) * batchSize - 1]?.position);
  expect(ends).toEqual(acknowledged.map(({ result }) => result.position));
}
