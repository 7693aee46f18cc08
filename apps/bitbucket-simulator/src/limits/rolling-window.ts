interface Spending {
  readonly at: number;
  count: number;
}

/**
 * Counts requests in a window that rolls with the clock: a request stops counting exactly one window after it was made.
 * Spending and asking cost O(1) on average, since every entry is added once and dropped once. Times are milliseconds and never go back.
 */
export class RollingWindow {
  readonly #milliseconds: number;
  #spendings: Spending[] = [];
  #oldest = 0;
  #used = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  used(now: number): number {
    this.#forget(now);
    return this.#used;
  }

  spend(now: number, count = 1): void {
    this.#forget(now);
    const last = this.#spendings.at(-1);
    if (last?.at === now && this.#oldest < this.#spendings.length) last.count += count;
    else this.#spendings.push({ at: now, count });
    this.#used += count;
  }

  /** Milliseconds until fewer than `limit` requests count, at the soonest when the oldest one stops counting; 0 when nothing counts. */
  untilBelow(limit: number, now: number): number {
    let used = this.used(now);
    let index = this.#oldest;
    for (let spending = this.#spendings[index]; spending; spending = this.#spendings[index]) {
      used -= spending.count;
      if (used < limit) return spending.at + this.#milliseconds - now;
      index += 1;
    }
    return 0;
  }

  #forget(now: number): void {
    for (let oldest = this.#spendings[this.#oldest]; oldest; oldest = this.#spendings[this.#oldest]) {
      if (oldest.at + this.#milliseconds > now) break;
      this.#used -= oldest.count;
      this.#oldest += 1;
    }
    this.#compact();
  }

  /** Only when half of the array is dead, so that moving the rest is paid for by what was dropped. */
  #compact(): void {
    if (this.#oldest * 2 <= this.#spendings.length) return;
    this.#spendings = this.#spendings.slice(this.#oldest);
    this.#oldest = 0;
  }
}
