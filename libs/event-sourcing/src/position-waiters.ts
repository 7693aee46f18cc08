import { isAtLeast, type Position } from './position.ts';

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Those who wait until a position is reached. */
export class PositionWaiters {
  readonly #waiters = new Set<Waiter>();

  /** Resolves when the position is reached. Rejects with `whyLate()` after `timeoutMs`, and when all of them are rejected. */
  async wait(position: Position, timeoutMs: number, whyLate: () => Error): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { position, resolve, reject };
    const timer = setTimeout(() => {
      reject(whyLate());
    }, timeoutMs);
    this.#waiters.add(waiter);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  reach(position: Position): void {
    for (const waiter of this.#waiters) if (isAtLeast(position, waiter.position)) waiter.resolve();
  }

  rejectAll(reason: Error): void {
    for (const waiter of this.#waiters) waiter.reject(reason);
  }
}
