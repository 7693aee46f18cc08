/** Tells waiting readers that something was committed. */
export class CommitSignal {
  #version = 0;
  #waiting = new Set<() => void>();

  /** Grows with every commit. Take it *before* reading, and no commit after the reading is missed. */
  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version++;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** Resolves once the version is no longer the given one, or the signal is aborted. */
  changedSince(version: number, signal: AbortSignal): Promise<void> {
    if (this.#version !== version || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
