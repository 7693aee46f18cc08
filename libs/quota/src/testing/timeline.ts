/** Deeds in the order of their times, in milliseconds; at the same time, in the order in which they were planned. */
export class Timeline {
  now = 0;
  readonly #planned: { readonly at: number; readonly deed: () => void }[] = [];

  after(milliseconds: number, deed: () => void): void {
    const at = this.now + Math.max(0, milliseconds);
    let index = this.#planned.length;
    while (index > 0 && this.#planned[index - 1]!.at > at) index--;
    this.#planned.splice(index, 0, { at, deed });
  }

  runUntil(end: number): void {
    while (this.#planned.length > 0 && this.#planned[0]!.at <= end) {
      const { at, deed } = this.#planned.shift()!;
      this.now = at;
      deed();
    }
    this.now = end;
  }
}
