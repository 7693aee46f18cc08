import { describe, expect, it } from '@jest/globals';
import { truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  ANY,
  CancelledError,
  EventStoreDBClient,
  NO_STREAM,
  PARK,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  StreamDeletedError,
  UnavailableError,
} from '@eventstore/db-client';
import { GroupWatch } from './contract/group-watch.ts';
import { collect, errorOf, numbered, numberedFrom, numbersIn } from './contract/numbered-events.ts';
import { Watch } from './contract/watch.ts';
import { startEmbeddedEventStore } from './start-embedded-event-store.ts';
import { DATABASE_FILE } from './storage/open-database.ts';
import { startStoreProcess } from './testing/store-process.ts';
import { inTemporaryDirectory, withStore } from './testing/temporary-store.ts';

const settings = persistentSubscriptionToStreamSettingsFromDefaults({
  startFrom: START,
  checkPointLowerBound: 1,
  checkPointUpperBound: 1,
});

describe('an embedded event store', () => {
  it('keeps everything when it is closed and started again', () =>
    inTemporaryDirectory(async (directory) => {
      const events = numberedFrom(0, 2);
      await withStore(directory, async (client) => {
        await client.appendToStream('kept', events, { expectedRevision: NO_STREAM });
        await client.setStreamMetadata('kept', { maxCount: 2 });
        await client.appendToStream('ended', numbered(9));
        await client.tombstoneStream('ended');
      });
      await withStore(directory, async (client) => {
        expect(await numbersIn(client.readStream('kept'))).toEqual([1, 2]);
        expect(await client.appendToStream('kept', events, { expectedRevision: NO_STREAM })).toMatchObject({ nextExpectedRevision: 2n });
        expect(await client.appendToStream('kept', numbered(3), { expectedRevision: 2n })).toMatchObject({ nextExpectedRevision: 3n });
        expect(await errorOf(client.appendToStream('ended', numbered(9)))).toBeInstanceOf(StreamDeletedError);
      });
    }));

  it('begins with an event of its own, once, as the real server does', () =>
    inTemporaryDirectory(async (directory) => {
      const readAll = (): Promise<(string | undefined)[]> =>
        withStore(directory, async (client) => (await collect(client.readAll())).map(({ event }) => event?.type));
      expect(await readAll()).toEqual(['$epoch-information']);
      expect(await readAll()).toEqual(['$epoch-information']);
    }));

  it('goes on with greater positions after a restart', () =>
    inTemporaryDirectory(async (directory) => {
      const before = await withStore(directory, (client) => client.appendToStream('s', numberedFrom(0, 9)));
      const after = await withStore(directory, (client) => client.appendToStream('s', numbered(10)));
      expect(after.position?.commit).toBeGreaterThan(before.position?.commit ?? 0n);
    }));

  it('keeps consumer groups, how far they have come, and what they have parked', () =>
    inTemporaryDirectory(async (directory) => {
      await withStore(directory, async (client) => {
        await client.appendToStream('s', numberedFrom(0, 2));
        await client.createPersistentSubscriptionToStream('s', 'group', settings);
        const watch = new GroupWatch(client.subscribeToPersistentSubscriptionToStream('s', 'group'), (delivery, subscription) =>
          delivery.event?.revision === 1n ? subscription.nack(PARK, 'later', delivery) : subscription.ack(delivery),
        );
        await watch.untilCount(3);
        const parked = async (): Promise<bigint> =>
          (await client.getPersistentSubscriptionToStreamInfo('s', 'group')).stats.parkedMessageCount;
        while ((await parked()) !== 1n);
      });
      await withStore(directory, async (client) => {
        const watch = new GroupWatch(client.subscribeToPersistentSubscriptionToStream('s', 'group'));
        await client.appendToStream('s', numbered(3));
        expect((await watch.untilCount(1)).numbers).toEqual([3]);
        await client.replayParkedMessagesToStream('s', 'group');
        expect((await watch.untilCount(2)).numbers).toEqual([3, 1]);
      });
    }));

  it('ends its subscriptions with an error when it closes, so that nobody waits in vain', () =>
    inTemporaryDirectory(async (directory) => {
      const store = await startEmbeddedEventStore({ directory });
      const client = EventStoreDBClient.connectionString(store.connectionString);
      const watch = await new Watch(client.subscribeToAll()).untilCaughtUp();
      await store.close();
      const { error } = await watch.until((current) => current.error !== undefined);
      expect(error instanceof UnavailableError || error instanceof CancelledError).toBe(true);
      await client.dispose();
      expect(await store.ended).toBeUndefined();
    }));

  it('has stored what it acknowledged while it was closed', () =>
    inTemporaryDirectory(async (directory) => {
      const store = await startEmbeddedEventStore({ directory });
      const client = EventStoreDBClient.connectionString(store.connectionString);
      await client.appendToStream('s', numbered(-1));
      const appends = numberedFrom(0, 199).map((event) => client.appendToStream('s', event, { expectedRevision: ANY }));
      const outcomes = Promise.allSettled(appends);
      await store.close();
      const acknowledged = (await outcomes).flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      await client.dispose();
      const stored = await withStore(directory, (reader) => numbersIn(reader.readStream('s')));
      expect(stored).toEqual(expect.arrayContaining(acknowledged));
    }));

  it('loses nothing for a subscriber that does not read for a while', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client) => {
        const subscription = client.subscribeToStream('s', { fromRevision: START });
        const watch = await new Watch(subscription).untilCaughtUp();
        subscription.pause();
        for (let n = 0; n < 20; n++) await client.appendToStream('s', numberedFrom(n * 500, n * 500 + 499));
        subscription.resume();
        await watch.untilNumber(9_999);
        expect(watch.numbers).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
      }),
    ));

  it('is found by discovery', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (_, { connectionString }) => {
        const [, port = ''] = /:(\d+)\?/.exec(connectionString) ?? [];
        const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port},127.0.0.1:${port}?tls=false`);
        await client.appendToStream('s', numbered(0));
        expect(await numbersIn(client.readStream('s'))).toEqual([0]);
        await client.dispose();
      }),
    ));

  it('says that it does not do what it does not do', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async (client) => {
        expect(await errorOf(client.createProjection('p', 'fromAll()'))).toMatchObject({ code: 12 });
        expect(await errorOf(client.listProjections())).toMatchObject({ code: 12 });
      }),
    ));
});

describe('starting an embedded event store', () => {
  const startIn = (directory: string): Promise<unknown> => errorOf(startEmbeddedEventStore({ directory }));

  it('is refused while another store of this process has the directory', () =>
    inTemporaryDirectory((directory) =>
      withStore(directory, async () => {
        expect(await startIn(directory)).toMatchObject({
          code: 'EVENT_STORE_IN_USE',
          message: `The event store in ${directory} is already open in another process.`,
        });
      }),
    ));

  it('is refused while another process has the directory, and possible as soon as that was killed', () =>
    inTemporaryDirectory(async (directory) => {
      const holder = await startStoreProcess(directory);
      expect(await startIn(directory)).toMatchObject({ code: 'EVENT_STORE_IN_USE' });
      await holder.kill();
      await withStore(directory, async (client) => {
        expect(await client.appendToStream('s', numbered(0))).toMatchObject({ success: true });
      });
    }));

  it('leaves a file alone that is no database', () =>
    inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, DATABASE_FILE), 'not a database, but long enough to look like a page of one'.repeat(100));
      expect(await startIn(directory)).toMatchObject({ code: 'EVENT_STORE_FOREIGN_FILE' });
    }));

  it('leaves a database alone that another program has made', () =>
    inTemporaryDirectory(async (directory) => {
      const foreign = new DatabaseSync(join(directory, DATABASE_FILE));
      foreign.exec('CREATE TABLE theirs (a)');
      foreign.close();
      expect(await startIn(directory)).toMatchObject({ code: 'EVENT_STORE_FOREIGN_FILE' });
    }));

  it('is refused when a later version of the program wrote the file', () =>
    inTemporaryDirectory(async (directory) => {
      await withStore(directory, (client) => client.appendToStream('s', numbered(0)));
      const later = new DatabaseSync(join(directory, DATABASE_FILE));
      later.exec('PRAGMA user_version = 999');
      later.close();
      const error = await startIn(directory);
      expect(error).toMatchObject({ code: 'EVENT_STORE_TOO_NEW' });
      expect((error as Error).message).toContain('999');
    }));

  it('is refused when the file is torn', () =>
    inTemporaryDirectory(async (directory) => {
      await withStore(directory, (client) => client.appendToStream('s', numberedFrom(0, 999)));
      await truncate(join(directory, DATABASE_FILE), 20_480);
      expect(await startIn(directory)).toMatchObject({ code: 'EVENT_STORE_DAMAGED' });
    }));

  it('is refused when the port is taken', () =>
    inTemporaryDirectory(async (directory) => {
      const blocker = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => blocker.once('listening', resolve));
      const { port } = blocker.address() as AddressInfo;
      const error = await errorOf(startEmbeddedEventStore({ directory, port }));
      expect(error).toMatchObject({ code: 'EVENT_STORE_PORT_IN_USE' });
      await new Promise((resolve) => blocker.close(resolve));
      await withStore(directory, (client) => client.appendToStream('s', numbered(0)));
    }));

  it('is refused where a directory cannot be made', () =>
    inTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), '');
      expect(await startIn(join(directory, 'file', 'below'))).toMatchObject({ code: 'EVENT_STORE_CANNOT_OPEN' });
    }));
});
