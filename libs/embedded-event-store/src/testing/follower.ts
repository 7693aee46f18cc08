import { START } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, AllStreamSubscription, EventStoreDBClient, Filter, ReadPosition } from '@eventstore/db-client';
import { Conditions } from '../contract/conditions.ts';
import { TOMBSTONE_REVISION_ON_THE_WIRE } from '../storage/system-streams.ts';

/** An event by its stream and revision, `end` for the one that ends a stream. */
export function placeOf({ streamId, revision }: Pick<AllStreamRecordedEvent, 'streamId' | 'revision'>): string {
  return `${String(revision) === TOMBSTONE_REVISION_ON_THE_WIRE ? 'end' : revision}@${streamId}`;
}

/** Follows all events that a filter lets through, and goes on after the last one that it saw whenever it is given another client. */
export class Follower {
  readonly seen: string[] = [];
  readonly #filter: Filter;
  readonly #conditions = new Conditions();
  #position: ReadPosition;
  #subscription: AllStreamSubscription | undefined;

  /** @param from where to begin: after this position */
  constructor(filter: Filter, from: ReadPosition = START) {
    this.#filter = filter;
    this.#position = from;
  }

  follow(client: EventStoreDBClient): void {
    const subscription = client.subscribeToAll({ fromPosition: this.#position, filter: this.#filter });
    this.#subscription = subscription;
    subscription.on('error', () => undefined);
    subscription.on('data', ({ event }) => {
      if (!event || subscription !== this.#subscription) return;
      this.#position = event.position;
      this.seen.push(placeOf(event));
      this.#conditions.check();
    });
  }

  async until(place: string): Promise<void> {
    await this.#conditions.until(() => this.seen.includes(place));
  }

  /** What arrives from now on is not seen any more. */
  async stop(): Promise<void> {
    const subscription = this.#subscription;
    this.#subscription = undefined;
    await subscription?.unsubscribe().catch(() => undefined);
  }
}
