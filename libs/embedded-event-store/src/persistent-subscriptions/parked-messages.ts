import type { ProposedEvent, RecordedEvent } from '../recorded-event.ts';
import type { EventStore } from '../storage/event-store.ts';
import { LINK_EVENT_TYPE, metadataStreamOf } from '../storage/system-streams.ts';
import { linksResolvedBy } from '../subscriptions/resolve-links.ts';
import { groupMessage } from './group-message.ts';
import type { GroupMessage } from './group-message.ts';

/**
 * What a group could not get done, as links in a stream of their own.
 *
 * A parked message on its way to the consumers again stays in the stream until it is settled, so a crash in between parks it again.
 */
export class ParkedMessages {
  readonly #store: EventStore;
  readonly #streamName: string;
  readonly #onTheirWay = new Set<number>();
  #replayedTo = -1;

  constructor(store: EventStore, streamName: string) {
    this.#store = store;
    this.#streamName = streamName;
  }

  /** How many wait to be replayed. */
  get count(): number {
    const all = this.#store.reader.lastRevisionOf(this.#streamName) - this.#first() + 1;
    return Math.max(0, all - this.#onTheirWay.size);
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

  /** The messages parked so far that are not on their way already, the oldest first, at most `limit` of them. */
  replay(limit: number): GroupMessage[] {
    const resolve = linksResolvedBy(this.#store.reader);
    const replayed = this.#waiting(limit).map((link) => groupMessage(resolve(link), link.revision, undefined));
    for (const { place } of replayed) this.#onTheirWay.add(place);
    this.#replayedTo = replayed.at(-1)?.place ?? this.#replayedTo;
    return replayed;
  }

  /** Forgets a replayed message for good, as soon as those before it are settled, too. */
  async settle(place: number): Promise<void> {
    this.#onTheirWay.delete(place);
    const firstLeft = Math.min(this.#replayedTo + 1, ...this.#onTheirWay);
    if (firstLeft <= this.#first()) return;
    await this.#store.appendSystemEvent(metadataStreamOf(this.#streamName), metadataEvent(firstLeft));
  }

  #waiting(limit: number): RecordedEvent[] {
    const waiting: RecordedEvent[] = [];
    for (let from = Math.max(this.#first(), this.#replayedTo + 1); waiting.length < limit;) {
      const page = this.#store.reader.streamPage({
        streamName: this.#streamName,
        from,
        direction: 'forwards',
        limit: limit - waiting.length,
      });
      waiting.push(...page.events);
      const last = page.events.at(-1);
      if (page.isLast || !last) break;
      from = last.revision + 1;
    }
    return waiting;
  }

  #first(): number {
    return this.#store.reader.firstRevisionOf(this.#streamName);
  }
}

function linkTo({ resolved: { event, link } }: GroupMessage): Uint8Array {
  return event ? Buffer.from(`${event.revision}@${event.streamName}`) : (link?.data ?? new Uint8Array());
}

function metadataEvent(truncateBefore: number): Omit<ProposedEvent, 'id'> {
  return { type: '$metadata', isJson: true, data: Buffer.from(JSON.stringify({ $tb: truncateBefore })), metadata: new Uint8Array() };
}
