import { backoff } from './backoff.ts';
import { decode, type EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import type { Position } from './position.ts';

export interface Follower {
  /** Prefixes of the streams to follow. */
  readonly prefixes: readonly string[];
  /** The position to start after, asked again whenever the subscription has to begin anew. */
  readonly position: () => Position | undefined;
  /** Is awaited before the next event: in order, one at a time. A throw begins the subscription anew from `position()`. */
  readonly onEvent: (event: PositionedEvent) => Promise<void> | void;
  /** Nothing of interest stands before this position. */
  readonly onCheckpoint?: (position: Position) => void;
  readonly onCaughtUp?: () => void;
  /** Hears of every interruption. The follower goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Follows `$all` through every outage until the signal aborts; then resolves. Never rejects. */
export async function follow(eventStore: EventStore, follower: Follower): Promise<void> {
  for (let failures = 0; !follower.signal.aborted;) {
    try {
      await followOnce(eventStore, follower, () => (failures = 0));
    } catch (error) {
      if (follower.signal.aborted) return;
      follower.onInterruption?.(error);
    }
    await backoff(Math.min(failures++, 10), signal).catch(() => undefined);
  }
}

async function followOnce(eventStore: EventStore, follower: Follower, onProgress: () => void): Promise<void> {
  const subscription = eventStore.subscribe({
    prefixes: follower.prefixes,
    after: follower.position(),
    onCheckpoint: (position) => {
      follower.onCheckpoint?.(position);
      return Promise.resolve();
    },
  });
  const stop = () => void subscription.unsubscribe().catch(() => undefined);
  follower.signal.addEventListener('abort', stop, { once: true });
  subscription.on('caughtUp', () => follower.onCaughtUp?.());
  try {
    for await (const { event } of subscription) {
      if (!event || follower.signal.aborted) continue;
      await follower.onEvent({ ...decode(event), position: event.position });
      onProgress();
    }
  } finally {
    follower.signal.removeEventListener('abort', stop);
    stop();
  }
}
