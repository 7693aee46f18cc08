import type { Clock } from './clock.ts';
import type { PositionedEvent } from './event.ts';

const SECOND = 1_000;

/** The length of time over which a rate is taken, in seconds. */
const RATE_OVER = 10;

/** How fast and how far behind a follower is, as far as it can know: it never sees the events that it has not got yet. */
export class FollowProgress {
  readonly #clock: Clock;
  readonly #began: number;
  readonly #perSecond = new Map<number, number>();
  #events = 0;
  #isLive = false;
  /** Everything that was stored before is applied. */
  #completeUntil: number | undefined;
  #lastBatch = { appliedAt: -Infinity, waited: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = this.#now();
  }

  /** How many events were applied since the beginning. */
  get events(): number {
    return this.#events;
  }

  /** Events a second, of the last ten seconds. */
  get eventsPerSecond(): number {
    const now = this.#now();
    const recent = [...this.#perSecond].filter(([second]) => second > now / SECOND - RATE_OVER).reduce((sum, [, count]) => sum + count, 0);
    const seconds = Math.min(RATE_OVER, Math.max(1, (now - this.#began) / SECOND));
    return Math.round(recent / seconds);
  }

  /**
   * Everything stored longer ago than so many seconds is applied; null when nothing is known. A follower to which events come as they are
   * stored is behind by what the last ones waited; one that catches up, or was interrupted, by the age of what it applied last. The time of
   * an event is told by the clock of whoever stored it.
   */
  get lagSeconds(): number | null {
    const now = this.#now();
    if (this.#isLive) return now - this.#lastBatch.appliedAt < SECOND ? this.#lastBatch.waited / SECOND : 0;
    return this.#completeUntil === undefined ? null : Math.max(0, now - this.#completeUntil) / SECOND;
  }

  applied(events: readonly PositionedEvent[]): void {
    const now = this.#now();
    this.#events += events.length;
    this.#count(Math.floor(now / SECOND), events.length);
    this.#lastBatch = { appliedAt: now, waited: Math.max(0, now - (timeOf(events[0]) ?? now)) };
    this.#completeUntil = laterOf(this.#completeUntil, timeOf(events.at(-1)));
  }

  /** From now on events come as they are stored. */
  caughtUp(): void {
    this.#isLive = true;
  }

  interrupted(): void {
    if (this.#isLive) this.#completeUntil = this.#now();
    this.#isLive = false;
  }

  #count(second: number, events: number): void {
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + events);
    for (const old of this.#perSecond.keys()) if (old <= second - RATE_OVER) this.#perSecond.delete(old);
  }

  #now(): number {
    return this.#clock().getTime();
  }
}

/** A foreign event may tell no time. */
function timeOf(event: PositionedEvent | undefined): number | undefined {
  const time = Date.parse(event?.metadata.at ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function laterOf(a: number | undefined, b: number | undefined): number | undefined {
  return b === undefined || (a !== undefined && a > b) ? a : b;
}
