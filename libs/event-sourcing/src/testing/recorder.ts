/** Remembers what happens, and lets a spec wait for it. */
export class Recorder<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<() => void>();

  record(item: T): void {
    this.items.push(item);
    for (const look of this.#waiting) look();
  }

  /** Resolves as soon as the items are as they should be. */
  async until(isReached: (items: readonly T[]) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (isReached(this.items)) resolve();
    };
    this.#waiting.add(look);
    look();
    await promise;
    this.#waiting.delete(look);
  }
}
