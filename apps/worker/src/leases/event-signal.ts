import type { PositionedEvent, ReadModels } from '@holdfast/event-sourcing';
import { within } from './within.ts';

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
  within(milliseconds: number, signal: AbortSignal): Promise<T | null> {
    return within(this.#heard.promise, milliseconds, signal);
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }
}
