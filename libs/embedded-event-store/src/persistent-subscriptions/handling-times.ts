const REMEMBERED = 1000;

/** The names and places of what is told of a list in ascending order, as on the real server; a place of 1 is the end of the list. */
const PLACES: readonly (readonly [name: string, place: number])[] = [
  ['Median', 0.5],
  ['Fastest', 0],
  ['Quintile 1', 0.2],
  ['Quintile 2', 0.4],
  ['Quintile 3', 0.6],
  ['Quintile 4', 0.8],
  ['Quintile 5', 1],
  ['90%', 0.9],
  ['95%', 0.95],
  ['99%', 0.99],
  ['99.5%', 0.995],
  ['99.9%', 0.999],
  ['Highest', 1],
];

/** How long a consumer took for each of its last messages, in milliseconds from delivery to acknowledgement. */
export class HandlingTimes {
  readonly #last: number[] = [];
  #next = 0;

  add(milliseconds: number): void {
    this.#last[this.#next] = milliseconds;
    this.#next = (this.#next + 1) % REMEMBERED;
  }

  /** Milliseconds by name, rounded; empty before the first message. */
  summary(): ReadonlyMap<string, number> {
    const times = this.#last.toSorted((a, b) => a - b);
    if (times.length === 0) return new Map();
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const at = (place: number): number => times[Math.min(times.length - 1, Math.floor(place * times.length))] ?? 0;
    return new Map([['Mean', Math.round(mean)], ...PLACES.map(([name, place]) => [name, Math.round(at(place))] as const)]);
  }
}
