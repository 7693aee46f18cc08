import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import type { EventReader } from './event-reader.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import type { Position } from './position.ts';
import { positionedEvent } from './recorded-event-from-client.ts';

/** What a subscription has brought since it was last asked. */
export interface Arrival {
  readonly events: readonly PositionedEvent[];
  /** Besides these events and those before, nothing of interest stands up to here. */
  readonly checkpoint: Position | undefined;
  /** The server says that nothing stored is left, besides these events. */
  readonly isCaughtUp: boolean;
}

/** As many events as one transaction of a read model takes. */
const LARGEST_ARRIVAL = 500;

/**
 * Hands out what a subscription brings, in its present shape, as much at a time as is there. The client announces checkpoints and caught-up when it receives them,
 * ahead of the events that still wait in its buffer: here they come in their place.
 */
export class SubscriptionFeed {
  readonly #reader: Pick<EventReader, 'present'>;
  readonly #subscription: AllStreamSubscription;
  #signal = Promise.withResolvers<void>();
  #failure: Error | undefined;
  #hasEnded = false;
  #checkpoint: Position | undefined;
  #isCaughtUp = false;

  constructor(eventStore: Pick<EventStore, 'subscribe' | 'reader'>, prefixes: readonly string[], after: Position | undefined) {
    this.#reader = eventStore.reader;
    const onCheckpoint = (position: Position) => {
      this.#checkpoint = position;
      this.#wake();
      return Promise.resolve();
    };
    this.#subscription = eventStore.subscribe({ prefixes, after, onCheckpoint });
    this.#listen();
  }

  /** What comes next, in order; undefined when the subscription has ended. Throws what it failed with. */
  async next(): Promise<Arrival | undefined> {
    for (;;) {
      this.#signal = Promise.withResolvers<void>();
      if (this.#failure) throw this.#failure;
      const events = this.#drain();
      const marks = this.#marks(); // after draining: that may bring new ones
      if (events.length > 0 || marks.checkpoint || marks.isCaughtUp) return { events, ...marks };
      if (this.#hasEnded) return undefined;
      await this.#signal.promise;
      await nextTurn(); // what was sent together arrives in one turn
    }
  }

  close(): void {
    this.#hasEnded = true;
    void this.#subscription.unsubscribe().catch(() => undefined);
    this.#subscription.destroy();
    this.#wake();
  }

  /** The listeners stay: the client still emits an error that comes after the end, and one without a listener would end the process. */
  #listen(): void {
    const subscription: NodeJS.EventEmitter = this.#subscription;
    subscription.on('readable', () => {
      this.#wake();
    });
    subscription.on('caughtUp', () => {
      this.#isCaughtUp = true;
      this.#wake();
    });
    subscription.on('error', (error: Error) => {
      this.#failure ??= error;
      this.#wake();
    });
    subscription.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  #wake(): void {
    this.#signal.resolve();
  }

  #drain(): PositionedEvent[] {
    const events: PositionedEvent[] = [];
    while (events.length < LARGEST_ARRIVAL) {
      const resolved = this.#subscription.read() as AllStreamResolvedEvent | null;
      if (resolved === null) break;
      if (resolved.event) events.push(this.#reader.present(positionedEvent(resolved.event)));
    }
    return events;
  }

  /** What was announced holds only when nothing waits in the buffer. */
  #marks(): Pick<Arrival, 'checkpoint' | 'isCaughtUp'> {
    if (this.#subscription.readableLength > 0) return { checkpoint: undefined, isCaughtUp: false };
    const marks = { checkpoint: this.#checkpoint, isCaughtUp: this.#isCaughtUp };
    this.#checkpoint = undefined;
    this.#isCaughtUp = false;
    return marks;
  }
}
