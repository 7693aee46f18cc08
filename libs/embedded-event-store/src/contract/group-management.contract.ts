import { describe, expect, it } from '@jest/globals';
import {
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import type { PersistentSubscriptionToStreamSettings } from '@eventstore/db-client';
import { GroupWatch } from './group-watch.ts';
import { errorOf, numberedFrom } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

export function groupManagementContract({ client, newStream }: ContractContext): void {
  const settingsWith = (settings: Partial<PersistentSubscriptionToStreamSettings> = {}): PersistentSubscriptionToStreamSettings =>
    persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...settings });
  const create = async (settings: Partial<PersistentSubscriptionToStreamSettings> = {}): Promise<string> => {
    const stream = newStream();
    await client().createPersistentSubscriptionToStream(stream, 'group', settingsWith(settings));
    return stream;
  };
  const consume = (stream: string): GroupWatch => new GroupWatch(client().subscribeToPersistentSubscriptionToStream(stream, 'group'));

  describe('managing consumer groups', () => {
    it('makes a group once', async () => {
      const stream = await create();
      const error = await errorOf(client().createPersistentSubscriptionToStream(stream, 'group', settingsWith()));
      expect(error).toBeInstanceOf(PersistentSubscriptionExistsError);
      expect(error).toMatchObject({ streamName: stream, groupName: 'group' });
    });

    it('says so when there is no such group', async () => {
      const stream = newStream();
      const attempts = [
        client().updatePersistentSubscriptionToStream(stream, 'group', settingsWith()),
        client().deletePersistentSubscriptionToStream(stream, 'group'),
        client().getPersistentSubscriptionToStreamInfo(stream, 'group'),
        client().replayParkedMessagesToStream(stream, 'group'),
        client().listPersistentSubscriptionsToStream(stream),
      ];
      for (const attempt of attempts) expect(await errorOf(attempt)).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
      expect(await consume(stream).untilError()).toBeInstanceOf(PersistentSubscriptionDoesNotExistError);
    });

    it('lets in no more consumers than the group takes', async () => {
      const stream = await create({ maxSubscriberCount: 1 });
      const first = await consume(stream).untilConfirmed();
      expect(await consume(stream).untilError()).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError);
      await first.stop();
    });

    it('tells all about a group', async () => {
      const settings = settingsWith({
        startFrom: 3n,
        resolveLinkTos: true,
        messageTimeout: 1234,
        maxRetryCount: 5,
        checkPointAfter: 4321,
        checkPointLowerBound: 6,
        checkPointUpperBound: 60,
        maxSubscriberCount: 7,
        liveBufferSize: 70,
        readBatchSize: 8,
        historyBufferSize: 80,
        consumerStrategyName: 'Pinned',
      });
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 4));
      await client().createPersistentSubscriptionToStream(stream, 'group', settings);
      const watch = await consume(stream).untilCount(2);
      const info = await client().getPersistentSubscriptionToStreamInfo(stream, 'group');
      expect(info).toMatchObject({ eventSource: stream, groupName: 'group', status: 'Live', settings });
      expect(info.connections).toHaveLength(1);
      expect(info.stats).toMatchObject({ totalItems: 2n, lastKnownEventRevision: 4n, parkedMessageCount: 0n });
      await watch.stop();
    });

    it('lists groups by stream, of all events, and all of them', async () => {
      const stream = await create();
      const name = newStream('all');
      await client().createPersistentSubscriptionToStream(stream, 'other', settingsWith({ startFrom: END }));
      await client().createPersistentSubscriptionToAll(name, persistentSubscriptionToAllSettingsFromDefaults());
      const ofStream = await client().listPersistentSubscriptionsToStream(stream);
      expect(ofStream.map(({ groupName }) => groupName).toSorted()).toEqual(['group', 'other']);
      const ofAll = await client().listPersistentSubscriptionsToAll();
      expect(ofAll.find(({ groupName }) => groupName === name)).toMatchObject({ eventSource: '$all', settings: { startFrom: END } });
      const all = await client().listAllPersistentSubscriptions();
      expect(all.filter(({ eventSource, groupName }) => eventSource === stream || groupName === name)).toHaveLength(3);
      await client().deletePersistentSubscriptionToAll(name);
    });

    it('drops the consumers of a group that is changed; they find it again with its new settings', async () => {
      const stream = await create();
      const watch = await consume(stream).untilConfirmed();
      await client().updatePersistentSubscriptionToStream(stream, 'group', settingsWith({ maxRetryCount: 3 }));
      expect(await watch.untilError()).toBeInstanceOf(PersistentSubscriptionDroppedError);
      const { settings } = await client().getPersistentSubscriptionToStreamInfo(stream, 'group');
      expect(settings.maxRetryCount).toBe(3);
      await (await consume(stream).untilConfirmed()).stop();
    });

    it('drops the consumers of a group that is deleted, and forgets how far it had come', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 2));
      const settings = settingsWith({ checkPointLowerBound: 1, checkPointUpperBound: 1 });
      await client().createPersistentSubscriptionToStream(stream, 'group', settings);
      const watch = await consume(stream).untilCount(3);
      await client().deletePersistentSubscriptionToStream(stream, 'group');
      expect(await watch.untilError()).toBeInstanceOf(PersistentSubscriptionDroppedError);
      await client().createPersistentSubscriptionToStream(stream, 'group', settings);
      expect((await (await consume(stream).untilCount(3)).stop()).numbers).toEqual([0, 1, 2]);
    });
  });
}
