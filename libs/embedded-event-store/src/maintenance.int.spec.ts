import { describe, expect, it } from '@jest/globals';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { collect, errorOf, numbered, numberedFrom, numberOf, numbersIn } from './contract/numbered-events.ts';
import { startEmbeddedEventStore } from './start-embedded-event-store.ts';
import { DATABASE_FILE } from './storage/open-database.ts';
import { inTemporaryDirectory, withStore } from './testing/temporary-store.ts';

async function streamsInAll(client: EventStoreDBClient, streamName: string): Promise<(number | undefined)[]> {
  const all = await collect(client.readAll());
  return all.filter(({ event }) => event?.streamId === streamName).map(numberOf);
}

describe('scavenging', () => {
  it('removes what metadata hides, and changes nothing for readers of the streams', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client, store) => {
        await client.appendToStream('counted', numberedFrom(0, 9));
        await client.setStreamMetadata('counted', { maxCount: 2 });
        await client.appendToStream('cut', numberedFrom(0, 9));
        await client.setStreamMetadata('cut', { truncateBefore: 1 });
        await client.setStreamMetadata('cut', { truncateBefore: 7 });
        await client.appendToStream('whole', numberedFrom(0, 2));
        const { removedEvents } = await store.scavenge();
        expect(removedEvents).toBe(8 + 7 + 1);
        expect(await numbersIn(client.readStream('counted'))).toEqual([8, 9]);
        expect(await numbersIn(client.readStream('cut'))).toEqual([7, 8, 9]);
        expect(await numbersIn(client.readStream('whole'))).toEqual([0, 1, 2]);
        expect(await streamsInAll(client, 'counted')).toEqual([8, 9]);
        expect((await client.getStreamMetadata('cut')).metadata).toEqual({ truncateBefore: 7 });
      }),
    ));

  it('removes deleted streams, which go on with their revisions all the same', () =>
    inTemporaryDirectory(async (directory) => {
      await withStore(directory, async (client, store) => {
        await client.appendToStream('deleted', numberedFrom(0, 4));
        await client.deleteStream('deleted');
        await client.appendToStream('other', numbered(0));
        await store.scavenge();
        expect(await streamsInAll(client, 'deleted')).toEqual([]);
        expect(await errorOf(collect(client.readStream('deleted')))).toBeInstanceOf(StreamNotFoundError);
      });
      await withStore(directory, async (client) => {
        expect(await client.appendToStream('deleted', numbered(5), { expectedRevision: NO_STREAM })).toMatchObject({
          nextExpectedRevision: 5n,
        });
      });
    }));

  it('leaves of a tombstoned stream nothing but its end', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client, store) => {
        await client.appendToStream('ended', numberedFrom(0, 4));
        await client.tombstoneStream('ended');
        await client.appendToStream('other', numbered(0));
        await store.scavenge();
        expect(await streamsInAll(client, 'ended')).toHaveLength(1);
        expect(await errorOf(client.appendToStream('ended', numbered(5)))).toBeInstanceOf(StreamDeletedError);
      }),
    ));

  it('keeps the last event of all, so that positions go on', () =>
    inTemporaryDirectory(async (directory) => {
      const last = await withStore(directory, async (client, store) => {
        await client.appendToStream('s', numberedFrom(0, 4));
        const { position } = await client.deleteStream('s');
        await store.scavenge();
        return position?.commit ?? 0n;
      });
      await withStore(directory, async (client) => {
        const { position } = await client.appendToStream('s', numbered(5));
        expect(position?.commit).toBeGreaterThan(last);
      });
    }));

  it('gives the space back', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client, store) => {
        const big = Array.from({ length: 100 }, () => jsonEvent({ type: 'Big', data: 'x'.repeat(9000) }));
        for (let round = 0; round < 3; round++)
          await client.appendToStream(
            `big-${round}`,
            big.map((event) => ({ ...event, id: numbered(0).id })),
          );
        for (let round = 0; round < 3; round++) await client.deleteStream(`big-${round}`);
        const { freedBytes } = await store.scavenge();
        expect(freedBytes).toBeGreaterThan(2_000_000);
        expect((await stat(join(directory, DATABASE_FILE))).size).toBeLessThan(500_000);
      }),
    ));

  it('lets writers and readers go on meanwhile', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client, store) => {
        for (let n = 0; n < 20; n++) await client.appendToStream(`gone-${n}`, numberedFrom(0, 299));
        for (let n = 0; n < 20; n++) await client.deleteStream(`gone-${n}`);
        const scavenging = store.scavenge();
        await client.appendToStream('kept', numberedFrom(0, 9));
        expect(await numbersIn(client.readStream('kept'))).toHaveLength(10);
        // Each of the metadata streams holds one event that still counts.
        expect((await scavenging).removedEvents).toBe(6000);
      }),
    ));
});

describe('a backup', () => {
  it('is a store of its own, with everything that was acknowledged before', () =>
    inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy');
      await mkdir(copy);
      await withStore(join(directory, 'store'), async (client, store) => {
        await client.appendToStream('s', numberedFrom(0, 99));
        await client.setStreamMetadata('s', { maxCount: 50 });
        await store.backup(join(copy, DATABASE_FILE));
        await client.appendToStream('s', numbered(100));
      });
      await withStore(copy, async (client) => {
        expect(await numbersIn(client.readStream('s'))).toEqual(Array.from({ length: 50 }, (_, index) => 50 + index));
      });
    }));

  it('is whole although writers are at work while it is made', () =>
    inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy');
      await mkdir(copy);
      const acknowledged = await withStore(join(directory, 'store'), async (client, store) => {
        const big = 'x'.repeat(5000);
        for (let n = 0; n < 10; n++)
          await client.appendToStream(
            'big',
            Array.from({ length: 100 }, () => jsonEvent({ type: 'Big', data: big })),
          );
        const progress = { isDone: false };
        const backup = store.backup(join(copy, DATABASE_FILE)).finally(() => (progress.isDone = true));
        let n = 0;
        for (; !progress.isDone; n++) await client.appendToStream('meanwhile', [numbered(2 * n), numbered(2 * n + 1)]);
        await backup;
        return 2 * n;
      });
      await withStore(copy, async (client) => {
        expect(await collect(client.readStream('big'))).toHaveLength(1000);
        const meanwhile = await numbersIn(client.readStream('meanwhile')).catch(() => []);
        expect(meanwhile.length % 2).toBe(0);
        expect(meanwhile.length).toBeLessThanOrEqual(acknowledged);
        expect(meanwhile).toEqual(Array.from({ length: meanwhile.length }, (_, index) => index));
      });
    }));

  it('replaces an older one, and only when it is complete', () =>
    inTemporaryDirectory(async (directory) => {
      const file = join(directory, 'backup.db');
      await writeFile(file, 'the older one');
      await writeFile(`${file}.unfinished`, 'what a killed process has left');
      await withStore(join(directory, 'store'), async (client, store) => {
        await client.appendToStream('s', numbered(0));
        await store.backup(file);
        expect((await stat(file)).size).toBeGreaterThan(4096);
      });
    }));

  it('is finished before the store closes', () =>
    inTemporaryDirectory(async (directory) => {
      const copy = join(directory, 'copy');
      await mkdir(copy);
      const store = await startEmbeddedEventStore({ directory: join(directory, 'store') });
      const client = EventStoreDBClient.connectionString(store.connectionString);
      await client.appendToStream('s', numberedFrom(0, 999));
      await client.dispose();
      const backup = store.backup(join(copy, DATABASE_FILE));
      await store.close();
      await backup;
      await withStore(copy, async (reader) => {
        expect(await collect(reader.readStream('s'))).toHaveLength(1000);
      });
    }));

  it('says so when it cannot be written, and the store goes on', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client, store) => {
        const error = await errorOf(store.backup(join(directory, 'missing', 'backup.db')));
        expect(error).toMatchObject({ code: 'EVENT_STORE_MAINTENANCE_FAILED' });
        expect(await client.appendToStream('s', numbered(0))).toMatchObject({ success: true });
      }),
    ));
});
