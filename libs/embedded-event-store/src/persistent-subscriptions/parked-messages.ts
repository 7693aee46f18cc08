import type { ProposedEvent } from '../recorded-event.ts';
import type { EventStore } from '../storage/event-store.ts';
import { LINK_EVENT_TYPE, metadataStreamOf } from '../storage/system-streams.ts';
import { linksResolvedBy } from '../subscriptions/resolve-links.ts';
import { groupMessage } from './group-message.ts';
import type { GroupMessage } from './group-message.ts';

/** Settled replays are forgotten on disk in groups of this many, and when none is left. */
const FORGET_EVERY = 100;

/**
 * What a group could not get done, as links in a stream of their own.
 *
 * A replayed message stays in the stream until it is settled, so a crash in between parks it again.
 */
export class ParkedMessages {
  readonly #store: EventStore;
  readonly #streamName: string;
  // In the order of their revisions, since they are pulled in that order.
  readonly #onTheirWay = new Set<number>();
  #pulledTo = -1;
  #replayTo = -1;

  constructor(store: EventStore, streamName: string) {
    this.#store = store;
    this.#streamName = streamName;
  }

  /** How many wait for somebody to replay them. */
  get count(): number {
    return Math.max(0, this.#last() - Math.max(this.#replayTo, this.#first() - 1));
  }

  /** Resolves when the message is on disk. */
  async park(message: GroupMessage, reason: string): Promise<void> {
    const metadata = { added: this.#store.now().toISOString(), reason, subscriptionEventNumber: message.place };
    await this.#store.appendSystemEvent(this.#streamName, {
      type: LINK_EVENT_TYPE,
      isJson: false,
      data: linkTo(message),
      metadata: Buffer.from(JSON.stringify(metadata)),
    });
  }

  /** From now on the oldest of those that wait can be pulled, at most `limit` of them, and none that is parked later. */
  replay(limit: number): void {
    this.#replayTo = Math.min(this.#last(), Math.max(this.#replayTo, this.#first() - 1) + limit);
  }

  /** The next replayed messages, at most `limit` of them. */
  pull(limit: number): GroupMessage[] {
    const from = Math.max(this.#pulledTo + 1, this.#first());
    const wanted = Math.min(limit, this.#replayTo - from + 1);
    if (wanted <= 0) return [];
    const { events } = this.#store.reader.streamPage({ streamName: this.#streamName, from, direction: 'forwards', limit: wanted });
    const resolve = linksResolvedBy(this.#store.reader);
    const messages = events.map((link) => groupMessage(resolve(link), link.revision, undefined));
    for (const { place } of messages) this.#onTheirWay.add(place);
    this.#pulledTo = messages.at(-1)?.place ?? this.#replayTo;
    return messages;
  }

  /** A replayed message is done with; it is forgotten as soon as those before it are, too. */
  async settle(place: number): Promise<void> {
    this.#onTheirWay.delete(place);
    const [firstLeft = this.#pulledTo + 1] = this.#onTheirWay;
    const isWorthIt = this.#onTheirWay.size === 0 || firstLeft - this.#first() >= FORGET_EVERY;
    if (isWorthIt) await this.#store.appendSystemEvent(metadataStreamOf(this.#streamName), metadataEvent(firstLeft));
  }

  #first(): number {
    return this.#store.reader.firstRevisionOf(this.#streamName);
  }

  #last(): number {
    return this.#store.reader.lastRevisionOf(this.#streamName);
  }
}

function linkTo({ resolved: { event, link } }: GroupMessage): Uint8Array {
  return event ? Buffer.from(`${event.revision}@${event.streamName}`) : (link?.data ?? new Uint8Array());
}

function metadataEvent(truncateBefore: number): Omit<ProposedEvent, 'id'> {
  return { type: '$metadata', isJson: true, data: Buffer.from(JSON.stringify({ $tb: truncateBefore })), metadata: new Uint8Array() };
}
