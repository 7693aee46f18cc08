/** Lets a test wait for what an object has come to, without asking again and again. */
export class Conditions {
  readonly #waiting = new Map<() => boolean, () => void>();

  async until(holds: () => boolean): Promise<void> {
    if (!holds()) await new Promise<void>((resolve) => this.#waiting.set(holds, resolve));
  }

  /** Something has changed. */
  check(): void {
    for (const [holds, resolve] of this.#waiting) {
      if (!holds()) continue;
      this.#waiting.delete(holds);
      resolve();
    }
  }
}
