import { describe, expect, it } from '@jest/globals';
import {
  binaryEvent,
  END,
  PARK,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  RETRY,
  SKIP,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { EventData, PersistentSubscriptionToStreamSettings, PersistentSubscriptionToStreamStats } from '@eventstore/db-client';
import { acknowledge, GroupWatch, keep } from './group-watch.ts';
import type { Handle } from './group-watch.ts';
import { numbered, numberedFrom } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

type Settings = Partial<PersistentSubscriptionToStreamSettings>;

/** A checkpoint after every message, so that nothing depends on the time. */
const ALWAYS = { checkPointAfter: 0, checkPointLowerBound: 1, checkPointUpperBound: 1 };

export function consumerGroupsContract({ client, newStream }: ContractContext): void {
  const group = async (settings: Settings = {}, events = 0): Promise<string> => {
    const stream = newStream();
    if (events > 0) await client().appendToStream(stream, numberedFrom(0, events - 1));
    const all = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...ALWAYS, ...settings });
    await client().createPersistentSubscriptionToStream(stream, 'group', all);
    return stream;
  };
  const consume = (stream: string, handle: Handle = acknowledge, bufferSize = 10): GroupWatch =>
    new GroupWatch(client().subscribeToPersistentSubscriptionToStream(stream, 'group', { bufferSize }), handle);
  /** Acknowledgements have no answer: only the group itself tells that they have arrived. */
  const untilStats = async (stream: string, expected: Partial<PersistentSubscriptionToStreamStats>): Promise<void> => {
    const arrived = async (): Promise<boolean> => {
      const { stats } = await client().getPersistentSubscriptionToStreamInfo(stream, 'group');
      return Object.entries(expected).every(([key, value]) => stats[key as keyof typeof stats] === value);
    };
    while (!(await arrived()));
  };
  const untilParked = (stream: string, parkedMessageCount: bigint): Promise<void> => untilStats(stream, { parkedMessageCount });

  describe('a consumer group of a stream', () => {
    it('delivers what is there and what comes', async () => {
      const stream = await group({}, 3);
      const watch = await consume(stream).untilCount(3);
      await client().appendToStream(stream, numberedFrom(3, 4));
      expect((await (await watch.untilCount(5)).stop()).numbers).toEqual([0, 1, 2, 3, 4]);
    });

    it('delivers only what is new when it begins at the end', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 2));
      const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: END });
      await client().createPersistentSubscriptionToStream(stream, 'group', settings);
      await client().appendToStream(stream, numbered(3));
      expect((await (await consume(stream).untilCount(1)).stop()).numbers).toEqual([3]);
    });

    it('begins with the revision that it is given', async () => {
      const stream = await group({ startFrom: 2n }, 4);
      expect((await (await consume(stream).untilCount(2)).stop()).numbers).toEqual([2, 3]);
    });

    it('gives a consumer no more at a time than it takes', async () => {
      const stream = await group({}, 10);
      const first = await consume(stream, keep, 3).untilCount(3);
      const second = await consume(stream).untilCount(7);
      expect(first.numbers).toEqual([0, 1, 2]);
      expect(second.numbers).toEqual([3, 4, 5, 6, 7, 8, 9]);
      await Promise.all([first.stop(), second.stop()]);
    });

    it('shares the messages out among its consumers in turn', async () => {
      const stream = await group();
      const watches = [await consume(stream).untilConfirmed(), await consume(stream).untilConfirmed()] as const;
      await client().appendToStream(stream, numberedFrom(0, 7));
      await Promise.all(watches.map((watch) => watch.untilCount(4)));
      expect(watches.flatMap(({ numbers }) => numbers).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      await Promise.all(watches.map((watch) => watch.stop()));
    });

    it('gives everything to one consumer when it dispatches to a single one', async () => {
      const stream = await group({ consumerStrategyName: 'DispatchToSingle' });
      const first = await consume(stream).untilConfirmed();
      const second = await consume(stream).untilConfirmed();
      for (let n = 0; n < 5; n++) {
        await client().appendToStream(stream, numbered(n));
        await first.untilCount(n + 1);
      }
      expect(second.numbers).toEqual([]);
      await Promise.all([first.stop(), second.stop()]);
    });

    it('delivers a message again that a consumer asks to retry, and says how often', async () => {
      const stream = await group({}, 1);
      const watch = await consume(stream, (delivery, subscription) =>
        delivery.retryCount < 2 ? subscription.nack(RETRY, 'again', delivery) : subscription.ack(delivery),
      ).untilCount(3);
      expect((await watch.stop()).deliveries.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    });

    it('does not deliver a message again that a consumer skips', async () => {
      const stream = await group({}, 3);
      const first = await consume(stream, (delivery, subscription) => subscription.nack(SKIP, 'no', delivery)).untilCount(3);
      await untilStats(stream, { outstandingMessagesCount: 0, parkedMessageCount: 0n });
      await first.stop();
      await client().appendToStream(stream, numbered(3));
      expect((await (await consume(stream).untilCount(1)).stop()).numbers).toEqual([3]);
    });

    it('gives what a lost consumer had in hand to the others', async () => {
      const stream = await group({}, 3);
      const lost = await consume(stream, keep).untilCount(3);
      const heir = await consume(stream).untilConfirmed();
      await lost.stop();
      expect((await (await heir.untilCount(3)).stop()).numbers).toEqual([0, 1, 2]);
    });

    it('gives a message to somebody else when its time is up', async () => {
      const stream = await group({ messageTimeout: 50 }, 1);
      const slow = await consume(stream, keep, 1).untilCount(1);
      const other = await consume(stream).untilCount(1);
      expect(other.numbers).toEqual([0]);
      expect(other.deliveries[0]?.retryCount).toBeGreaterThanOrEqual(1);
      await Promise.all([slow.stop(), other.stop()]);
    });

    it('goes on after what was acknowledged when it starts again', async () => {
      const stream = await group({}, 4);
      const first = await consume(stream, (delivery, subscription) =>
        (delivery.event?.revision ?? 0n) < 2n ? subscription.ack(delivery) : undefined,
      ).untilCount(4);
      await untilStats(stream, { lastCheckpointedEventRevision: 1n });
      await client().restartPersistentSubscriptionSubsystem();
      await first.untilError();
      expect((await (await consume(stream).untilCount(2)).stop()).numbers).toEqual([2, 3]);
    });

    it('follows links when it is told to', async () => {
      const target = newStream();
      await client().appendToStream(target, numberedFrom(0, 1));
      const stream = await group({ resolveLinkTos: true });
      await client().appendToStream(stream, [linkTo(1, target), linkTo(0, target)]);
      const watch = await consume(stream).untilCount(2);
      expect((await watch.stop()).deliveries).toMatchObject([
        { event: { streamId: target, data: { n: 1 } }, link: { streamId: stream, revision: 0n } },
        { event: { streamId: target, data: { n: 0 } }, link: { streamId: stream, revision: 1n } },
      ]);
    });
  });

  describe('parked messages', () => {
    const withParked = async (count: number): Promise<string> => {
      const stream = await group({}, count);
      const watch = consume(stream, (delivery, subscription) => subscription.nack(PARK, 'because', delivery));
      await untilParked(stream, BigInt(count));
      await watch.stop();
      return stream;
    };

    it('are those that a consumer parks; they come again when they are replayed, and are gone when they are done', async () => {
      const stream = await withParked(2);
      await client().replayParkedMessagesToStream(stream, 'group');
      const watch = await consume(stream).untilCount(2);
      expect(watch.numbers).toEqual([0, 1]);
      await untilStats(stream, { outstandingMessagesCount: 0, parkedMessageCount: 0n });
      await client().replayParkedMessagesToStream(stream, 'group');
      await client().appendToStream(stream, numbered(2));
      expect((await (await watch.untilCount(3)).stop()).numbers).toEqual([0, 1, 2]);
    });

    it('are those that were retried too often', async () => {
      const stream = await group({ maxRetryCount: 2 }, 1);
      const watch = consume(stream, (delivery, subscription) => subscription.nack(RETRY, 'again', delivery));
      await untilParked(stream, 1n);
      expect((await watch.stop()).deliveries).toHaveLength(3);
    });

    it('can be replayed one at a time', async () => {
      const stream = await withParked(3);
      await client().replayParkedMessagesToStream(stream, 'group', { stopAt: 1 });
      const watch = await consume(stream).untilCount(1);
      await untilStats(stream, { outstandingMessagesCount: 0, parkedMessageCount: 2n });
      expect((await watch.stop()).numbers).toEqual([0]);
    });

    it('survive a restart of the groups', async () => {
      const stream = await withParked(1);
      await client().restartPersistentSubscriptionSubsystem();
      await untilParked(stream, 1n);
      await client().replayParkedMessagesToStream(stream, 'group');
      expect((await (await consume(stream).untilCount(1)).stop()).numbers).toEqual([0]);
    });
  });

  describe('a consumer group of all events', () => {
    it('delivers what its filter lets through', async () => {
      const wanted = newStream('wanted');
      await client().appendToStream(newStream('unwanted'), numberedFrom(0, 4));
      await client().appendToStream(wanted, numberedFrom(0, 1));
      const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START });
      await client().createPersistentSubscriptionToAll(wanted, settings, { filter: streamNameFilter({ prefixes: [wanted] }) });
      const watch = await new GroupWatch(client().subscribeToPersistentSubscriptionToAll(wanted)).untilCount(2);
      await client().appendToStream(wanted, numbered(2));
      expect((await (await watch.untilCount(3)).stop()).numbers).toEqual([0, 1, 2]);
      await client().deletePersistentSubscriptionToAll(wanted);
    });

    it('keeps the events of a stream with one consumer when it is pinned', async () => {
      const name = newStream('pinned');
      const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: END, consumerStrategyName: 'Pinned' });
      await client().createPersistentSubscriptionToAll(name, settings, { filter: streamNameFilter({ prefixes: [name] }) });
      const connect = () => new GroupWatch(client().subscribeToPersistentSubscriptionToAll(name)).untilConfirmed();
      const watches = [await connect(), await connect()] as const;
      const streams = Array.from({ length: 8 }, (_, index) => `${name}-${index}`);
      for (let round = 0; round < 3; round++) {
        await Promise.all(streams.map((stream) => client().appendToStream(stream, numbered(round))));
      }
      const total = (): number => watches[0].deliveries.length + watches[1].deliveries.length;
      await Promise.race(watches.map((watch) => watch.until(() => total() === 24)));
      const [first, second] = watches.map(({ deliveries }) => new Set(deliveries.map(({ event }) => event?.streamId)));
      expect([...(first ?? [])].filter((stream) => second?.has(stream))).toEqual([]);
      await Promise.all(watches.map((watch) => watch.stop()));
      await client().deletePersistentSubscriptionToAll(name);
    });
  });
}

function linkTo(revision: number, stream: string): EventData {
  return binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
}
