/** The machine's time, which a test may move ahead. */
export class SimulatorClock {
  readonly #base: () => Date;
  #ahead = 0;

  constructor(base: () => Date = () => new Date()) {
    this.#base = base;
  }

  readonly now = (): Date => new Date(this.#base().getTime() + this.#ahead);

  advance(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}
