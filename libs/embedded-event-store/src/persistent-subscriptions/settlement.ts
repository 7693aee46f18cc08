/**
 * How far a group has come, when its messages are settled in any order.
 *
 * The checkpoint is the place before the first message that is not settled: whoever starts from it misses none, and may see some again.
 */
export class Settlement {
  readonly #unsettled = new Map<number, number>();
  #reached: number;
  #saved: number;
  #sinceSaved = 0;

  constructor(startAfter: number) {
    this.#reached = startAfter;
    this.#saved = startAfter;
  }

  /** How much has been settled or passed over since the last checkpoint. */
  get sinceSaved(): number {
    return this.#sinceSaved;
  }

  /** Messages must begin in the order of their places. */
  begin(place: number, previous: number): void {
    this.#unsettled.set(place, previous);
  }

  settle(place: number): void {
    if (this.#unsettled.delete(place)) this.#sinceSaved++;
  }

  /** Everything up to here was looked through; `passedOver` of it was not meant for this group. */
  reach(place: number, passedOver: number): void {
    this.#reached = place;
    this.#sinceSaved += passedOver;
  }

  /** @returns the checkpoint to store now, undefined if it would say nothing new */
  save(): number | undefined {
    const [firstUnsettled] = this.#unsettled.values();
    const checkpoint = firstUnsettled ?? this.#reached;
    this.#sinceSaved = 0;
    if (checkpoint <= this.#saved) return undefined;
    this.#saved = checkpoint;
    return checkpoint;
  }
}
