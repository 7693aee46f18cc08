const { imul } = Math; // looked up once: inside of Jest a global costs more than the multiplication

/** Numbers that look random and are the same for the same seed on every machine. Not for secrets of a real system. */
export class SeededRandom {
  #state: number;

  constructor(...seed: (string | number)[]) {
    this.#state = hash(seed.join('/'));
  }

  /** At least 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.next() * choices.length)];
    if (choice === undefined) throw new RangeError('There is nothing to pick from.');
    return choice;
  }

  bytes(length: number): Buffer {
    const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => this.next() * 2 ** 32);
    return Buffer.from(words.buffer, 0, length);
  }

  characters(length: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'): string {
    return Array.from({ length }, () => alphabet.charAt(Math.floor(this.next() * alphabet.length))).join('');
  }

  /** Without braces, as version 4. */
  uuid(): string {
    const digits = this.characters(32, '0123456789abcdef');
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = imul(value ^ byte, 0x01000193);
  return value;
}
