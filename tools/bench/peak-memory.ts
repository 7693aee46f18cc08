const EVERY_MILLISECONDS = 10;

/** Watches how much memory the process takes, all threads together. (What the system reports as its peak begins with the parent's.) */
export class PeakMemory implements Disposable {
  #peak = 0;
  readonly #timer = setInterval(() => this.megabytes, EVERY_MILLISECONDS).unref();

  /** The most so far. */
  get megabytes(): number {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss() / 1024 ** 2);
    return this.#peak;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
