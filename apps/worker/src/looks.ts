/** Events come by the hundred in a second, and a look costs a millisecond or more. */
const BETWEEN_LOOKS_MS = 20;

/** Looks for work when there is reason to, and not again before a moment has passed. */
export class Looks {
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  #isStopped = false;

  constructor(look: () => void) {
    this.#look = look;
  }

  /** At once, or a moment after the last look. */
  soon(): void {
    if (this.#isStopped) return;
    this.#isWanted = this.#timer !== undefined;
    if (this.#isWanted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isWanted) this.soon();
    }, BETWEEN_LOOKS_MS);
    this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
