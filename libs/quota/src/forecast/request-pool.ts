import type { BucketSupply, Refill } from './supply.ts';

/**
 * The requests of one bucket of several accounts together. Who sends a request makes no difference to when the next one can be sent: each
 * comes back to its account a window later, and any account may send any request. Times are seconds from now.
 */
export class RequestPool {
  readonly #windowSeconds: number;
  /** Free for the first time, soonest first, and from which of them on they are untouched. */
  #refills: readonly Refill[];
  #next = 0;
  #leftOfNext: number;
  /** Sent, and free again; soonest first, since nobody is served before those who came earlier. */
  readonly #returned: { readonly afterSeconds: number; requests: number }[] = [];
  #nextReturned = 0;

  constructor(supplies: readonly BucketSupply[]) {
    this.#windowSeconds = Math.max(0, ...supplies.map(({ windowSeconds }) => windowSeconds));
    this.#refills = soonestFirst(supplies.flatMap(({ refills }) => refills));
    this.#leftOfNext = this.#refills[0]?.requests ?? 0;
  }

  /** Other accounts join with what they have. */
  join(supplies: readonly BucketSupply[]): void {
    const own = this.#refills.slice(this.#next).map((refill, index) => (index === 0 ? { ...refill, requests: this.#leftOfNext } : refill));
    this.#refills = soonestFirst([...own, ...supplies.flatMap(({ refills }) => refills)]);
    this.#next = 0;
    this.#leftOfNext = this.#refills[0]?.requests ?? 0;
  }

  /** Sends requests as soon as it can from a time on, which is none before an earlier call's. Answers when the last is sent; Infinity when never. */
  send(requests: number, from: number): number {
    let sentAt = from;
    for (let left = requests; left > 0;) {
      const batch = this.#take(left);
      if (!batch) return Infinity;
      sentAt = Math.max(sentAt, batch.afterSeconds);
      left -= batch.requests;
      this.#returned.push({ afterSeconds: sentAt + this.#windowSeconds, requests: batch.requests });
    }
    return sentAt;
  }

  #take(most: number): Refill | undefined {
    const [refill, returned] = [this.#refills[this.#next], this.#returned[this.#nextReturned]];
    if (returned && (!refill || returned.afterSeconds < refill.afterSeconds)) return this.#takeReturned(returned, most);
    if (!refill) return undefined;
    const requests = Math.min(most, this.#leftOfNext);
    this.#leftOfNext -= requests;
    if (this.#leftOfNext <= 0) {
      this.#next += 1;
      this.#leftOfNext = this.#refills[this.#next]?.requests ?? 0;
    }
    return { afterSeconds: refill.afterSeconds, requests };
  }

  #takeReturned(returned: { readonly afterSeconds: number; requests: number }, most: number): Refill {
    const requests = Math.min(most, returned.requests);
    returned.requests -= requests;
    if (returned.requests <= 0) this.#nextReturned += 1;
    return { afterSeconds: returned.afterSeconds, requests };
  }
}

function soonestFirst(refills: readonly Refill[]): Refill[] {
  return refills.filter(({ requests }) => requests > 0).sort((a, b) => a.afterSeconds - b.afterSeconds);
}
