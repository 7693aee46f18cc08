import type { PositionedEvent, ReadModels } from '@holdfast/event-sourcing';

/** Node takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Hears the first event that answers, from its making on: made before the question, it misses no answer. */
export class EventSignal<T> implements Disposable {
  readonly #heard = Promise.withResolvers<T>();
  readonly #stopListening: () => void;

  constructor(readModels: Pick<ReadModels, 'onApplied'>, answer: (event: PositionedEvent) => T | undefined) {
    this.#stopListening = readModels.onApplied((events) => {
      for (const event of events) {
        const found = answer(event);
        if (found !== undefined) this.#heard.resolve(found);
      }
    });
  }

  /** The answer; null when none came in so many milliseconds. Rejects with its reason when the signal aborts. */
  async within(milliseconds: number, signal: AbortSignal): Promise<T | null> {
    signal.throwIfAborted();
    const gaveUp = Promise.withResolvers<null>();
    const timer = setTimeout(gaveUp.resolve, Math.min(LONGEST_TIMER_MS, Math.max(0, milliseconds)), null);
    const abort = () => {
      gaveUp.reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#heard.promise, gaveUp.promise]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }
}
