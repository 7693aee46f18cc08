import { Turns } from './turns.ts';
import { within } from './within.ts';

/** Whoever stands in a lane. `waits` says so, until what it answers is disposed of. */
export interface Standing {
  readonly signal: AbortSignal;
  waits(): Disposable;
}

/** Tasks that want the same: one asks for all, first come, first served, and while it has to wait, all of them wait. */
export class Lane<Task extends Standing> {
  readonly #turns = new Turns();
  readonly #present = new Map<symbol, { readonly task: Task; wait: Disposable | null }>();
  #waking = Promise.withResolvers<true>();
  #isWaiting = false;

  async turn<T>(task: Task, work: () => Promise<T>): Promise<T> {
    const place = Symbol();
    this.#present.set(place, { task, wait: this.#isWaiting ? task.waits() : null });
    try {
      return await this.#turns.take(work, task.signal);
    } finally {
      this.#present.get(place)?.wait?.[Symbol.dispose]();
      this.#present.delete(place);
    }
  }

  /** What wakes from now on ends the next wait: called before the question that may lead to it. */
  listen(): void {
    this.#waking = Promise.withResolvers<true>();
  }

  wake(): void {
    this.#waking.resolve(true);
  }

  /** For whoever has its turn: `before` is done once everybody in the lane is known to wait. Rejects with its reason when the signal aborts. */
  async wait(milliseconds: number, signal: AbortSignal, before: () => Promise<void>): Promise<void> {
    this.#isWaiting = true;
    for (const present of this.#present.values()) present.wait ??= present.task.waits();
    try {
      await before();
      await within(this.#waking.promise, milliseconds, signal);
    } finally {
      this.#isWaiting = false;
    }
  }

  /** Does nothing for so long, if that is any time at all. Rejects with its reason when the signal aborts. */
  async rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (milliseconds > 0) await within(Promise.withResolvers<never>().promise, milliseconds, signal);
  }

  isHeldUp(task: Task): boolean {
    return this.#isWaiting && [...this.#present.values()].some((present) => present.task === task);
  }

  get isEmpty(): boolean {
    return this.#present.size === 0;
  }
}
