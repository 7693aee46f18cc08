/** The machine's time, and as much later as a spec wants it to be. */
export class TestClock {
  #ahead = 0;

  readonly now = (): Date => new Date(Date.now() + this.#ahead);

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}
