import type { EventStore, StoredEvent } from '@holdfast/event-sourcing';
import type { ChainEnd, ChainFile } from './chain-file.ts';
import { hashAfter, isChained, type ChainLink } from './chain-link.ts';

/** Events in one read. Hashing and writing them holds up whatever else the process does, for some milliseconds. */
const PAGE = 50;

/** Carries the chain on to what was stored since. One call at a time does that; others wait for it. */
export class ChainBuilder {
  readonly #eventStore: Pick<EventStore, 'readAll'>;
  readonly #file: ChainFile;
  #advancing: Promise<unknown> = Promise.resolve();

  constructor(eventStore: Pick<EventStore, 'readAll'>, file: ChainFile) {
    this.#eventStore = eventStore;
    this.#file = file;
  }

  /** Resolves with the end of the chain when it holds everything that was stored before the call. Throws when the store cannot be read. */
  advance(signal?: AbortSignal): Promise<ChainEnd> {
    const advanced = this.#advancing.then(() => this.#advanceToTheEnd(signal));
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  async #advanceToTheEnd(signal: AbortSignal | undefined): Promise<ChainEnd> {
    for (;;) {
      const end = this.#file.end();
      signal?.throwIfAborted();
      const events = await this.#eventStore.readAll(end.position, PAGE);
      const last = events.at(-1);
      if (!last) return end;
      // Another process may have written the same links meanwhile: then this one goes on behind them.
      this.#file.append(end, linksAfter(end, events), last.position);
    }
  }
}

function linksAfter(end: ChainEnd, events: readonly StoredEvent[]): ChainLink[] {
  let { number, hash } = end;
  return events.filter(isChained).map((event) => {
    hash = hashAfter(hash, event);
    return { number: ++number, eventId: event.id, hash };
  });
}
