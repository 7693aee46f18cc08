/** A provider that counts an account's requests as they arrive, in a window that rolls, and refuses what is too much. */
export class RollingProvider {
  readonly served: { readonly at: number; readonly by: string }[] = [];
  readonly refused: { readonly at: number; readonly by: string }[] = [];
  readonly #limit: number;
  readonly #windowMs: number;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Whether it is served. */
  take(at: number, by: string): boolean {
    const isServed = this.countAt(at) < this.#limit;
    (isServed ? this.served : this.refused).push({ at, by });
    return isServed;
  }

  /** Counts a request of somebody whom nothing stops. */
  force(at: number, by: string): void {
    this.served.push({ at, by });
  }

  /** How many requests count at a time. */
  countAt(at: number): number {
    let first = this.served.length;
    while (first > 0 && this.served[first - 1]!.at > at - this.#windowMs) first--;
    return this.served.length - first;
  }

  servedTo(by: string, from: number, until: number): number {
    return this.served.filter((one) => one.by === by && one.at >= from && one.at < until).length;
  }
}
