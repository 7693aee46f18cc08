import { describe, expect, it } from '@jest/globals';
import {
  BACKWARDS,
  END,
  PARK,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import type { PersistentSubscriptionToStreamSettings, ResolvedEvent } from '@eventstore/db-client';
import { GroupWatch } from './group-watch.ts';
import { collect, errorOf, numberedFrom } from './numbered-events.ts';
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

    it('tells how long a consumer takes, if it is asked to find out', async () => {
      const stream = await create({ extraStatistics: true });
      await client().appendToStream(stream, numberedFrom(0, 4));
      const watch = await consume(stream).untilCount(5);
      const times = await untilKnown(async () => {
        const { connections } = await client().getPersistentSubscriptionToStreamInfo(stream, 'group');
        return connections[0]?.extraStatistics;
      });
      for (const name of ['mean', 'median', 'quintile 3', 'highest'] as const) expect(times.get(name)).toBeGreaterThanOrEqual(0n);
      await watch.stop();
    });

    it('keeps groups, checkpoints and parked messages in streams of its own', async () => {
      const stream = await create({ checkPointLowerBound: 1, checkPointUpperBound: 1 });
      await client().appendToStream(stream, numberedFrom(0, 1));
      const watch = new GroupWatch(client().subscribeToPersistentSubscriptionToStream(stream, 'group'), (delivery, subscription) =>
        subscription.nack(PARK, 'because', delivery),
      );
      const lastOf = async (name: string): Promise<ResolvedEvent['event'] | undefined> => {
        const read = client().readStream(name, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
        return (await collect(read).catch(() => []))[0]?.event;
      };
      const ofGroup = `$persistentsubscription-${stream}::group`;
      const parked = await untilKnown(async () => {
        const last = await lastOf(`${ofGroup}-parked`);
        return last?.revision === 1n ? last : undefined;
      });
      expect(parked.type).toBe('$>');
      expect(Buffer.from(parked.data as Uint8Array).toString()).toBe(`1@${stream}`);
      await untilKnown(() => lastOf(`${ofGroup}-checkpoint`));
      expect(await lastOf('$persistentSubscriptionConfig')).toBeDefined();
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

/** Asks until there is an answer: acknowledgements have none of their own. */
async function untilKnown<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
}
