import {
  deterministicId,
  formatPosition,
  metadataOf,
  newContext,
  NO_EVENTS,
  WrongRevisionError,
  type Clock,
  type CommandContext,
  type EventStore,
} from '@holdfast/event-sourcing';
import { anchorStream, type AuditAnchored } from '../contracts/anchor.events.ts';
import type { AnchorCopies } from './anchor-copies.ts';
import type { AnchorKey } from './anchor-key.ts';
import { signedAnchor, type Anchor } from './anchor.ts';
import type { ChainBuilder } from './chain-builder.ts';
import type { ChainEnd, ChainFile } from './chain-file.ts';

export interface AnchorageOptions {
  readonly eventStore: EventStore;
  readonly chain: ChainBuilder;
  readonly file: ChainFile;
  readonly copies: AnchorCopies;
  readonly key: AnchorKey;
  readonly clock: Clock;
}

interface LastAnchor {
  readonly anchor: Anchor | null;
  readonly revision: bigint;
}

/** Seals the chain: as an event, and beside the store. Of several processes one does; the others find what it did. */
export class Anchorage {
  readonly #options: AnchorageOptions;

  constructor(options: AnchorageOptions) {
    this.#options = options;
  }

  /** The last anchor, null when there is none, and how many events have come since; the anchor's own event is none of them. */
  async present(signal?: AbortSignal): Promise<{ readonly anchor: Anchor | null; readonly eventsSince: number }> {
    const end = await this.#options.chain.advance(signal);
    const { anchor } = await this.#last();
    return { anchor, eventsSince: eventsSince(anchor, end) };
  }

  /** Seals everything that is stored, unless the last anchor does. Answers the last anchor; null when nothing was ever stored. */
  async anchor(context?: CommandContext): Promise<Anchor | null> {
    const end = await this.#options.chain.advance();
    const last = await this.#last();
    if (eventsSince(last.anchor, end) > 0) await this.#append(end, last.revision, context);
    await this.#options.copies.add(await this.all());
    return (await this.#last()).anchor;
  }

  /** Oldest first. */
  async all(): Promise<Anchor[]> {
    const anchors: Anchor[] = [];
    for await (const { data } of this.#options.eventStore.readForwards(anchorStream)) anchors.push(data as Anchor);
    return anchors;
  }

  async #append(end: ChainEnd, revision: bigint, given: CommandContext | undefined): Promise<void> {
    const { eventStore, file, key, clock } = this.#options;
    const last = file.link(end.number);
    if (!last || !end.position) return;
    const sealed = { events: end.number, head: end.hash.toString('hex'), lastEventId: last.eventId };
    const at = clock();
    const data = signedAnchor({ ...sealed, lastPosition: formatPosition(end.position), at: at.toISOString() }, key);
    const event: AuditAnchored = { type: 'AuditAnchored', data };
    const id = deterministicId('audit anchor', data.signature);
    try {
      await eventStore.append(anchorStream, revision, [{ id, event, metadata: metadataOf(given ?? newContext(id, 'holdfast'), at) }]);
    } catch (error) {
      if (!(error instanceof WrongRevisionError)) throw error; // another process has just sealed it
    }
  }

  async #last(): Promise<LastAnchor> {
    const last = await this.#options.eventStore.readLast(anchorStream);
    return last ? { anchor: last.data as Anchor, revision: last.revision } : { anchor: null, revision: NO_EVENTS };
  }
}

function eventsSince(anchor: Anchor | null, end: ChainEnd): number {
  return anchor === null ? end.number : Math.max(0, end.number - anchor.events - 1);
}
