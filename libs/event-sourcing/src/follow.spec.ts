import { describe, expect, it } from '@jest/globals';
import type { AllStreamSubscription } from '@eventstore/db-client';
import { EventReader } from './event-reader.ts';
import { EventRegistry } from './event-registry.ts';
import { follow, type Followed, type Follower } from './follow.ts';
import type { Position } from './position.ts';
import { Recorder } from './testing/recorder.ts';
import { positionAt, ScriptedSubscription } from './testing/scripted-subscription.ts';

/** A store whose subscriptions the test plays, one after the other. */
class ScriptedStore implements Followed {
  readonly begun = new Recorder<{ readonly after: Position | undefined; readonly subscription: ScriptedSubscription }>();
  last: Position | undefined;
  readonly reader = new EventReader(EventRegistry.of());

  lastPositionOf(): Promise<Position | undefined> {
    return Promise.resolve(this.last);
  }

  subscribe({ after }: Parameters<Followed['subscribe']>[0]): AllStreamSubscription {
    const subscription = new ScriptedSubscription();
    this.begun.record({ after, subscription });
    return subscription;
  }

  async subscription(number: number): Promise<ScriptedSubscription> {
    await this.begun.until(({ length }) => length >= number);
    return this.begun.items[number - 1]!.subscription;
  }
}

describe('following', () => {
  const interruptions = new Recorder<unknown>();
  const start = (store: ScriptedStore, changes: Partial<Follower> = {}) => {
    const stop = new AbortController();
    const taken = new Recorder<Position>();
    const following = follow(store, {
      prefixes: ['test-'],
      position: () => taken.items.at(-1),
      onEvents: (events) => {
        for (const { position } of events) taken.record(position);
      },
      onInterruption: (error) => {
        interruptions.record(error);
      },
      signal: stop.signal,
      ...changes,
    });
    const end = async () => {
      stop.abort();
      await following;
    };
    return { taken, end };
  };

  it('begins anew after a subscription that ended without an error, and tells it', async () => {
    const store = new ScriptedStore();
    const { taken, end } = start(store);
    const first = await store.subscription(1);
    first.bring(1, 2);
    first.push(null);
    const second = await store.subscription(2);
    second.bring(3);
    await taken.until(({ length }) => length === 3);
    expect(taken.items).toEqual([1, 2, 3].map(positionAt));
    expect(store.begun.items[1]?.after).toEqual(positionAt(2));
    expect(interruptions.items).toMatchObject([{ message: 'the server ended the subscription' }]);
    await end();
  });

  it.each([
    ['the position cannot be read', { position: fail }],
    ['the follower fails at being caught up', { onCaughtUp: fail }],
    ['the follower fails at an event', { onEvents: fail }],
  ])('goes on when %s', async (_what, broken: Partial<Follower>) => {
    const failed = new Recorder<unknown>();
    const store = new ScriptedStore();
    const { end } = start(store, {
      ...broken,
      onInterruption: (error) => {
        failed.record(error);
      },
    });
    if ('onEvents' in broken) {
      (await store.subscription(1)).bring(1);
      (await store.subscription(2)).bring(1);
    }
    await failed.until(({ length }) => length >= 2);
    expect(failed.items).toMatchObject([{ message: 'disturbed' }, { message: 'disturbed' }]);
    await end();
  });

  it('leaves no subscription open behind it', async () => {
    const store = new ScriptedStore();
    const { end } = start(store);
    const first = await store.subscription(1);
    first.emit('error', new Error('the connection broke'));
    const second = await store.subscription(2);
    await end();
    expect([first.isCancelled, second.isCancelled]).toEqual([true, true]);
  });

  it('does nothing when it is told to stop before it begins', async () => {
    const store = new ScriptedStore();
    await follow(store, { prefixes: ['test-'], position: fail, onEvents: fail, signal: AbortSignal.abort() });
    expect(store.begun.items).toEqual([]);
  });
});

function fail(): never {
  throw new Error('disturbed');
}
