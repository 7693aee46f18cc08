import { expect, it } from '@jest/globals';
import { EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import type { AllStreamResolvedEvent, AppendResult, EventData } from '@eventstore/db-client';
import { collect, numbered } from './contract/numbered-events.ts';
import { startStoreProcess } from './testing/store-process.ts';
import { inTemporaryDirectory } from './testing/temporary-store.ts';

/** More of them take longer: EVENT_STORE_KILLS=200 for a night. */
const KILLS = Number(process.env['EVENT_STORE_KILLS'] ?? 3);
const WRITERS = 8;

interface Acknowledged {
  readonly event: EventData;
  readonly result: AppendResult;
}

/** Writes one event after the other. What has no answer is written again, with the same id at the same revision, until it has one. */
class Writer {
  readonly stream: string;
  readonly acknowledged: Acknowledged[] = [];
  #unanswered: EventData | undefined;

  constructor(index: number) {
    this.stream = `writer-${index}`;
  }

  /** Resolves when the store is gone. */
  async writeUntilKilled(client: EventStoreDBClient, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const event = (this.#unanswered ??= numbered(this.acknowledged.length));
      const result = await this.#append(client, event);
      if (!result) return;
      this.acknowledged.push({ event, result });
      this.#unanswered = undefined;
      onAcknowledged();
    }
  }

  async #append(client: EventStoreDBClient, event: EventData): Promise<AppendResult | undefined> {
    const next = this.acknowledged.length;
    try {
      return await client.appendToStream(this.stream, event, { expectedRevision: next === 0 ? NO_STREAM : BigInt(next - 1) });
    } catch (error) {
      if (error instanceof Error && error.name === 'WrongExpectedVersionError') throw error;
      return undefined;
    }
  }
}

it(
  `loses and repeats no acknowledged event when its process is killed ${KILLS} times among ${WRITERS} writers`,
  () =>
    inTemporaryDirectory(async (directory) => {
      const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(index));
      for (let kill = 0; kill < KILLS; kill++) await writeUntilKilled(directory, writers, 100 + 37 * kill);
      expectAllOf(writers, await readAllAfterRestart(directory));
    }),
  60_000 + KILLS * 10_000,
);

async function writeUntilKilled(directory: string, writers: readonly Writer[], acknowledgements: number): Promise<void> {
  const store = await startStoreProcess(directory);
  const client = EventStoreDBClient.connectionString(store.connectionString);
  let left = acknowledgements;
  const count = (): void => {
    if (--left === 0) void store.kill();
  };
  await Promise.all(writers.map((writer) => writer.writeUntilKilled(client, count)));
  await client.dispose();
}

async function readAllAfterRestart(directory: string): Promise<AllStreamResolvedEvent[]> {
  const store = await startStoreProcess(directory);
  const client = EventStoreDBClient.connectionString(store.connectionString);
  const events = await collect(client.readAll());
  await client.dispose();
  await store.kill();
  return events;
}

function expectAllOf(writers: readonly Writer[], all: readonly AllStreamResolvedEvent[]): void {
  const positions = all.map(({ event }) => event?.position.commit ?? 0n);
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => Number(a - b)));
  for (const { stream, acknowledged } of writers) {
    const stored = all.filter(({ event }) => event?.streamId === stream);
    expect(stored.map(({ event }) => event?.revision)).toEqual(stored.map((_, revision) => BigInt(revision)));
    // One more may have been stored whose answer was lost with the process.
    expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1);
    expect(stored.slice(0, acknowledged.length).map(({ event }) => ({ id: event?.id, position: event?.position }))).toEqual(
      acknowledged.map(({ event, result }) => ({ id: event.id, position: result.position })),
    );
  }
}
