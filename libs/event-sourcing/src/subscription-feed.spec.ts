import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AllStreamSubscription } from '@eventstore/db-client';
import { EventReader } from './event-reader.ts';
import { EventRegistry } from './event-registry.ts';
import type { Position } from './position.ts';
import { SubscriptionFeed } from './subscription-feed.ts';
import { range } from './testing/numbered.ts';
import { positionAt as at, ScriptedSubscription } from './testing/scripted-subscription.ts';

describe('SubscriptionFeed', () => {
  let subscription: ScriptedSubscription;
  let feed: SubscriptionFeed;
  beforeEach(() => {
    subscription = new ScriptedSubscription();
    feed = new SubscriptionFeed({ subscribe, reader }, ['test-'], undefined);
  });
  /** Numbered once had no number. */
  const reader = new EventReader(EventRegistry.of({ Numbered: ({ number }) => ({ number: number ?? 'none' }) }));

  function subscribe(options: { readonly onCheckpoint?: (position: Position) => Promise<void> }): AllStreamSubscription {
    if (options.onCheckpoint) subscription.checkpoint = options.onCheckpoint;
    return subscription;
  }
  const next = async () => {
    const arrival = await feed.next();
    return arrival && { ...arrival, events: arrival.events.map(({ position }) => Number(position.commit)) };
  };
  const nothing = { events: [], checkpoint: undefined, isCaughtUp: false };

  it('waits for events, and brings what came together in one arrival', async () => {
    const arrival = next();
    subscription.bring(1, 2);
    subscription.bring(3);
    expect(await arrival).toEqual({ ...nothing, events: [1, 2, 3] });
  });

  it('brings the marks when nothing comes with them', async () => {
    const first = next();
    subscription.emit('caughtUp');
    expect(await first).toEqual({ ...nothing, isCaughtUp: true });
    const second = next();
    await subscription.checkpoint(at(7));
    expect(await second).toEqual({ ...nothing, checkpoint: at(7) });
  });

  it('brings the marks with the last of the events that were before them, not earlier', async () => {
    subscription.bring(...range(1, 700));
    subscription.emit('caughtUp');
    await subscription.checkpoint(at(800));
    expect(await next()).toEqual({ ...nothing, events: range(1, 500) });
    expect(await next()).toEqual({ events: range(501, 700), checkpoint: at(800), isCaughtUp: true });
  });

  it('brings a mark once', async () => {
    subscription.bring(1);
    subscription.emit('caughtUp');
    await next();
    subscription.bring(2);
    expect(await next()).toEqual({ ...nothing, events: [2] });
  });

  it('leaves out what has no event any more, such as a link to a deleted one', async () => {
    subscription.push({ link: {} });
    subscription.bring(2);
    expect(await next()).toEqual({ ...nothing, events: [2] });
  });

  it('brings events in their present shape', async () => {
    subscription.bring(1);
    expect((await feed.next())?.events).toMatchObject([{ type: 'Numbered', data: { number: 'none' } }]);
  });

  it('throws what the subscription fails with, also when it fails before anybody asks', async () => {
    subscription.emit('error', new Error('the connection broke'));
    await expect(next()).rejects.toThrow('the connection broke');
  });

  it('ends with the subscription, after its last events', async () => {
    subscription.bring(1);
    subscription.push(null);
    expect(await next()).toEqual({ ...nothing, events: [1] });
    expect(await next()).toBeUndefined();
  });

  it('ends when it is closed, cancels the subscription, and bears an error after that', async () => {
    const arrival = next();
    feed.close();
    expect(await arrival).toBeUndefined();
    expect(subscription.isCancelled).toBe(true);
    expect(() => subscription.emit('error', new Error('late'))).not.toThrow();
  });
});
