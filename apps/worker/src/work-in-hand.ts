import { isBig, type OpenWork } from '@holdfast/runs';
import type { Pulse } from './worker-environment.ts';

/** A task that has been going for so long holds one of the places for long tasks. */
const LONG_MS = 600_000;

/** Why a piece of work is to end before its end. */
export type AbortCause = 'STOPPING' | 'RUN_CANCELLED' | 'TAKEN_OVER' | 'NO_PROGRESS';

export class WorkAbortedError extends Error {
  constructor(readonly abortCause: AbortCause) {
    super(`The work was aborted: ${abortCause}.`);
    this.name = 'WorkAbortedError';
  }
}

/** One piece of work that this worker has: how it goes on, and whether it is to end. */
export class WorkInHand implements Pulse {
  readonly work: OpenWork;
  readonly #began = performance.now();
  readonly #abort = new AbortController();
  readonly #onWaiting: () => void;
  #waits = 0;
  #checksWithoutProgress = 0;

  /** `onWaiting` is called when it begins to wait for quota. */
  constructor(work: OpenWork, onWaiting: () => void) {
    this.work = work;
    this.#onWaiting = onWaiting;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  get isLong(): boolean {
    return isBig(this.work) || performance.now() - this.#began > LONG_MS;
  }

  /** Undefined while nobody has aborted it. */
  get abortCause(): AbortCause | undefined {
    return this.signal.reason instanceof WorkAbortedError ? this.signal.reason.abortCause : undefined;
  }

  abort(cause: AbortCause): void {
    this.#abort.abort(new WorkAbortedError(cause));
  }

  readonly progress = (): void => {
    this.#checksWithoutProgress = 0;
  };

  readonly waiting = (): Disposable => {
    const end = { waits: 1 };
    this.#waits += 1;
    this.#onWaiting();
    return {
      [Symbol.dispose]: () => {
        this.#waits -= end.waits;
        end.waits = 0;
        this.progress();
      },
    };
  };

  /** Aborts it when it made no progress since so many checks, which come at equal intervals: no clock that jumps can stop it. */
  check(mostWithoutProgress: number): void {
    if (this.isWaiting) this.progress();
    else if (++this.#checksWithoutProgress > mostWithoutProgress) this.abort('NO_PROGRESS');
  }
}
