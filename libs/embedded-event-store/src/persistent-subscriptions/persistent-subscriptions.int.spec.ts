import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '../storage/event-store.ts';
import { appendEvents, withOpenStore } from '../testing/open-store.ts';
import type { ConsumerConnection } from './consumer.ts';
import { GroupCheckpoint } from './group-checkpoint.ts';
import type { GroupSettings } from './group-definition.ts';
import type { GroupMessage } from './group-message.ts';
import { ParkedMessages } from './parked-messages.ts';
import { PersistentSubscriptions } from './persistent-subscriptions.ts';

const SETTINGS: GroupSettings = {
  start: 'start',
  resolveLinks: false,
  extraStatistics: false,
  messageTimeout: 0,
  maxRetryCount: 10,
  checkpointAfter: 0,
  minCheckpointCount: 1,
  maxCheckpointCount: 1,
  maxSubscriberCount: 0,
  liveBufferSize: 10,
  readBatchSize: 10,
  historyBufferSize: 10,
  strategy: 'RoundRobin',
};
const GROUP = { source: 's', groupName: 'group' };

function connectionTo(received: GroupMessage[]): ConsumerConnection {
  return {
    id: 'consumer',
    from: 'here',
    name: 'test',
    userName: 'admin',
    bufferSize: 100,
    isWritable: () => true,
    send: (message) => void received.push(message),
    drop: () => undefined,
  };
}

/** Joins the group and returns what it gets at once. */
function delivered(subscriptions: PersistentSubscriptions, name = GROUP): readonly GroupMessage[] {
  const received: GroupMessage[] = [];
  const subscription = subscriptions.get(name);
  subscription.connect(connectionTo(received));
  subscription.group.pump();
  return received;
}

const placesOf = (messages: readonly GroupMessage[]): number[] => messages.map(({ place }) => place);

describe('groups', () => {
  it('begin anew although a former group of the same name left a checkpoint and parked messages behind', () =>
    withOpenStore(async (store) => {
      await appendEvents(store(), 's', 3);
      const leftBehind = '$persistentsubscription-s::group';
      await new GroupCheckpoint(store(), `${leftBehind}-checkpoint`).save(1);
      await appendEvents(store(), `${leftBehind}-parked`, 2);
      const subscriptions = new PersistentSubscriptions(store());
      await subscriptions.create({ ...GROUP, settings: SETTINGS });
      expect(placesOf(delivered(subscriptions))).toEqual([0, 1, 2]);
      expect(subscriptions.get(GROUP).parked.count).toBe(0);
      subscriptions.close();
    }));

  it('are as many after a restart as before, with their latest settings', () =>
    withOpenStore(async (store, reopen) => {
      const before = new PersistentSubscriptions(store());
      await before.create({ ...GROUP, settings: SETTINGS });
      await before.create({ source: '$all', groupName: 'all', settings: SETTINGS, filter: { on: 'stream', prefixes: ['s'] } });
      await before.update({ ...GROUP, settings: { ...SETTINGS, maxRetryCount: 3 } });
      before.close();
      await reopen();
      const after = new PersistentSubscriptions(store());
      expect(after.all.map(({ definition }) => [definition.source, definition.settings.maxRetryCount])).toEqual([
        ['$all', 10],
        ['s', 3],
      ]);
      expect(after.get({ source: '$all', groupName: 'all' }).definition.filter).toEqual({ on: 'stream', prefixes: ['s'] });
      after.close();
    }));

  it('that begin at the end mean the end at the time they were made', () =>
    withOpenStore(async (store, reopen) => {
      await appendEvents(store(), 's', 2);
      const before = new PersistentSubscriptions(store());
      await before.create({ ...GROUP, settings: { ...SETTINGS, start: 'end' } });
      before.close();
      await appendEvents(store(), 's', 1);
      await reopen();
      const after = new PersistentSubscriptions(store());
      expect(placesOf(delivered(after))).toEqual([2]);
      after.close();
    }));

  it('keep their filter when they are changed', () =>
    withOpenStore(async (store) => {
      const all = { source: '$all', groupName: 'all' };
      const subscriptions = new PersistentSubscriptions(store());
      await subscriptions.create({ ...all, settings: SETTINGS, filter: { on: 'type', prefixes: [], regex: '^Happ' } });
      await subscriptions.update({ ...all, settings: SETTINGS });
      await appendEvents(store(), 's', 1);
      expect(delivered(subscriptions, all).map(({ resolved }) => resolved.event?.type)).toEqual(['Happened']);
      subscriptions.close();
    }));

  it('deliver nothing of a stream that has ended, not even its end', () =>
    withOpenStore(async (store) => {
      await appendEvents(store(), 's', 2);
      const subscriptions = new PersistentSubscriptions(store());
      await subscriptions.create({ ...GROUP, settings: SETTINGS });
      await store().writer.tombstone({ streamName: 's', expected: 'any' });
      expect(delivered(subscriptions)).toEqual([]);
      subscriptions.close();
    }));

  it('take back a consumer that was dropped by a change, however soon it comes', () =>
    withOpenStore(async (store) => {
      const subscriptions = new PersistentSubscriptions(store());
      await subscriptions.create({ ...GROUP, settings: SETTINGS });
      const comeAgain = (): void => {
        queueMicrotask(() => void delivered(subscriptions));
      };
      subscriptions.get(GROUP).connect({ ...connectionTo([]), drop: comeAgain });
      await subscriptions.update({ ...GROUP, settings: { ...SETTINGS, maxRetryCount: 3 } });
      expect(subscriptions.get(GROUP).group.consumers).toHaveLength(1);
      subscriptions.close();
    }));

  it('can be made and removed at the same time by several, one after the other', () =>
    withOpenStore(async (store) => {
      const subscriptions = new PersistentSubscriptions(store());
      const outcomes = await Promise.allSettled([
        subscriptions.create({ ...GROUP, settings: SETTINGS }),
        subscriptions.create({ ...GROUP, settings: SETTINGS }),
        subscriptions.delete(GROUP),
        subscriptions.create({ ...GROUP, settings: SETTINGS }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(subscriptions.all).toHaveLength(1);
      subscriptions.close();
    }));
});

describe('parked messages', () => {
  const STREAM = '$persistentsubscription-s::group-parked';

  /** Messages of the stream `s`, parked. */
  const parkAll = async (store: EventStore, count: number): Promise<ParkedMessages> => {
    await appendEvents(store, 's', count);
    const parked = new ParkedMessages(store, STREAM);
    const { events } = store.reader.streamPage({ streamName: 's', from: 0, direction: 'forwards', limit: count });
    for (const event of events) {
      await parked.park(
        { id: event.id, resolved: { event }, place: event.revision, previous: event.revision - 1, retryCount: 0 },
        'because',
      );
    }
    return parked;
  };

  it('are replayed from the oldest on, each once, as many as were asked for', () =>
    withOpenStore(async (store) => {
      const parked = await parkAll(store(), 5);
      parked.replay(1);
      parked.replay(2);
      expect(placesOf(parked.pull(10))).toEqual([0, 1, 2]);
      expect(parked.pull(10)).toEqual([]);
      expect(parked.count).toBe(2);
      parked.replay(Infinity);
      expect(placesOf(parked.pull(1))).toEqual([3]);
      expect(placesOf(parked.pull(1))).toEqual([4]);
    }));

  it('lead to their events', () =>
    withOpenStore(async (store) => {
      const parked = await parkAll(store(), 1);
      parked.replay(1);
      expect(parked.pull(1)).toMatchObject([{ resolved: { event: { streamName: 's', revision: 0 }, link: { streamName: STREAM } } }]);
    }));

  it('are forgotten on disk when they are settled', () =>
    withOpenStore(async (store, reopen) => {
      const parked = await parkAll(store(), 3);
      parked.replay(2);
      parked.pull(10);
      await parked.settle(1);
      await parked.settle(0);
      await reopen();
      expect(new ParkedMessages(store(), STREAM).count).toBe(1);
    }));

  it('are parked again after a restart when they were on their way', () =>
    withOpenStore(async (store, reopen) => {
      const parked = await parkAll(store(), 3);
      parked.replay(3);
      parked.pull(10);
      await parked.settle(1);
      await reopen();
      expect(new ParkedMessages(store(), STREAM).count).toBe(3);
    }));

  it('can be parked while others are on their way, and wait for the next replay', () =>
    withOpenStore(async (store) => {
      const parked = await parkAll(store(), 2);
      parked.replay(Infinity);
      const [first] = parked.pull(1);
      if (first) await parked.park(first, 'again');
      expect(placesOf(parked.pull(10))).toEqual([1]);
      expect(parked.count).toBe(1);
    }));
});
