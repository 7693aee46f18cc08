import { afterAll, describe, expect, it } from '@jest/globals';
import { AccessDeniedError, EventStoreDBClient, persistentSubscriptionToStreamSettingsFromDefaults, START } from '@eventstore/db-client';
import { GroupWatch } from './group-watch.ts';
import { collect, errorOf, numbered, numbersIn } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';
import { Watch } from './watch.ts';

const OPERATOR = 'ops:changeit@';
const STRANGERS = ['admin:wrong@', 'nobody:changeit@', ''];

/** For a server with TLS and the users it comes with: the context's own one is in `$admins`, and `ops` has the password `changeit`. */
export function securityContract({ client, connectionString, newStream }: ContractContext): void {
  const others: EventStoreDBClient[] = [];
  const connectAs = (userInfo: string): EventStoreDBClient => {
    const other = EventStoreDBClient.connectionString(connectionString().replace(/(?<=:\/\/)[^@/]*@/, userInfo));
    others.push(other);
    return other;
  };
  afterAll(() => Promise.all(others.map((other) => other.dispose())));

  describe('users', () => {
    it.each(STRANGERS)('are known by name and password: nobody gets in as "%s"', async (userInfo) => {
      const stream = newStream();
      await client().appendToStream(stream, numbered(0));
      const stranger = connectAs(userInfo);
      const attempts = [
        stranger.appendToStream(stream, numbered(1)),
        stranger.deleteStream(stream),
        stranger.tombstoneStream(stream),
        stranger.setStreamMetadata(stream, { maxCount: 1 }),
        stranger.listAllPersistentSubscriptions(),
        collect(stranger.readStream(stream)),
        collect(stranger.readAll({ maxCount: 1 })),
      ];
      for (const attempt of attempts) expect(await errorOf(attempt)).toBeInstanceOf(AccessDeniedError);
      const watch = new Watch(stranger.subscribeToStream(stream));
      expect((await watch.until(({ error }) => error !== undefined)).error).toBeInstanceOf(AccessDeniedError);
      expect(await numbersIn(client().readStream(stream))).toEqual([0]);
    });

    it('may be named for one call alone', async () => {
      const wrong = { credentials: { username: 'admin', password: 'wrong' } };
      expect(await errorOf(collect(client().readAll({ maxCount: 1, ...wrong })))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(client().appendToStream(newStream(), numbered(0), wrong))).toBeInstanceOf(AccessDeniedError);
    });

    it('use streams, and leave all events and the streams of the system to admins', async () => {
      const operator = connectAs(OPERATOR);
      const stream = newStream();
      await operator.appendToStream(stream, numbered(0));
      expect(await numbersIn(operator.readStream(stream))).toEqual([0]);
      expect(await errorOf(collect(operator.readAll({ maxCount: 1 })))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(operator.appendToStream(`$${stream}`, numbered(0)))).toBeInstanceOf(AccessDeniedError);
      expect(await collect(client().readAll({ maxCount: 1 }))).toHaveLength(1);
    });

    it('are held to the list that a stream carries, in both ways to append', async () => {
      const operator = connectAs(OPERATOR);
      const credentials = { username: 'ops', password: 'changeit' };
      const stream = newStream();
      const admins = ['$admins'];
      const acl = { readRoles: ['ops'], writeRoles: admins, deleteRoles: admins, metaReadRoles: admins, metaWriteRoles: admins };
      await client().appendToStream(stream, numbered(0));
      await client().setStreamMetadata(stream, { acl });
      expect(await numbersIn(operator.readStream(stream))).toEqual([0]);
      const attempts = [
        operator.appendToStream(stream, numbered(1)),
        operator.appendToStream(stream, numbered(1), { credentials }),
        operator.deleteStream(stream),
        operator.setStreamMetadata(stream, {}),
        operator.getStreamMetadata(stream),
      ];
      for (const attempt of attempts) expect(await errorOf(attempt)).toBeInstanceOf(AccessDeniedError);
      expect(await client().appendToStream(stream, numbered(1))).toMatchObject({ success: true });
    });

    it('look after groups as operators, and are named in them', async () => {
      const operator = connectAs(OPERATOR);
      const stream = newStream();
      await operator.createPersistentSubscriptionToStream(
        stream,
        'group',
        persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START }),
      );
      const watch = await new GroupWatch(operator.subscribeToPersistentSubscriptionToStream(stream, 'group')).untilConfirmed();
      const { connections } = await client().getPersistentSubscriptionToStreamInfo(stream, 'group');
      expect(connections.map(({ username }) => username)).toEqual(['ops']);
      await watch.stop();
      await operator.deletePersistentSubscriptionToStream(stream, 'group');
    });
  });
}
