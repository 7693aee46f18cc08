import { within } from './within.ts';

/** Lets in one at a time, in the order in which they came. Whoever gives up before its turn is passed over. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Rejects with its reason when the signal aborts before the turn comes; from then on `work` sees to it itself. */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.#last;
    const mine = Promise.withResolvers<undefined>();
    this.#last = before.then(() => mine.promise);
    try {
      await within(before, Infinity, signal);
      return await work();
    } finally {
      mine.resolve(undefined);
    }
  }
}
