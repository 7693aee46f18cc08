import { backoff } from './backoff.ts';
import { CatchUp } from './catch-up.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import type { Position } from './position.ts';
import { SubscriptionFeed } from './subscription-feed.ts';

/** What follows the events. Whatever it throws begins the subscription anew from `position()`. */
export interface Follower {
  /** Prefixes of the streams to follow. */
  readonly prefixes: readonly string[];
  /** The position to start after, asked again whenever the subscription has to begin anew. */
  readonly position: () => Position | undefined | Promise<Position | undefined>;
  /** Is awaited before the next events: in order, one call at a time. */
  readonly onEvents: (events: readonly PositionedEvent[]) => Promise<void> | void;
  /** Everything of interest up to this position was handed over. */
  readonly onCheckpoint?: (position: Position) => Promise<void> | void;
  /** Everything of interest that was stored when the subscription began was handed over. Called once for each subscription. */
  readonly onCaughtUp?: () => void;
  /** Hears of every interruption. The follower goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What following needs of an {@link EventStore}. */
export type Followed = Pick<EventStore, 'subscribe' | 'lastPositionOf' | 'reader'>;

/** Follows `$all` through every outage until the signal aborts; then resolves. Never rejects. */
export async function follow(eventStore: Followed, follower: Follower): Promise<void> {
  const { signal } = follower;
  const stopped = () => signal.aborted;
  for (let failures = 0; !stopped();) {
    try {
      await followOnce(eventStore, follower, () => (failures = 0));
    } catch (error) {
      if (stopped()) return;
      follower.onInterruption?.(error);
    }
    await backoff(Math.min(failures++, 10), signal).catch(() => undefined);
  }
}

async function followOnce(eventStore: Followed, follower: Follower, onProgress: () => void): Promise<void> {
  const after = await follower.position();
  const end = await eventStore.lastPositionOf(follower.prefixes);
  const stopped = () => follower.signal.aborted;
  if (stopped()) return;
  const catchUp = new CatchUp(follower, after, end);
  const feed = new SubscriptionFeed(eventStore, follower.prefixes, after);
  const close = () => {
    feed.close();
  };
  follower.signal.addEventListener('abort', close, { once: true });
  try {
    catchUp.begin();
    for (let arrival; (arrival = await feed.next());) {
      await catchUp.take(arrival);
      onProgress();
    }
    if (!stopped()) throw new Error('the server ended the subscription');
  } finally {
    follower.signal.removeEventListener('abort', close);
    close();
  }
}
