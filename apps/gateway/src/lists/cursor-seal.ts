import { createHmac, timingSafeEqual } from 'node:crypto';

/** Characters of the seal, of six bits each. */
const LENGTH = 22;

/**
 * Marks the cursors of lists, so that only those that this list gave are taken back. A list is what it is asked for: its address and its
 * filters.
 */
export class CursorSeal {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  close(list: string, cursor: string): string {
    return this.#sealOf(list, cursor) + cursor;
  }

  /** The cursor inside; null when the list did not give it. */
  open(list: string, sealed: string): string | null {
    const cursor = sealed.slice(LENGTH);
    const expected = Buffer.from(this.#sealOf(list, cursor));
    const given = Buffer.from(sealed.slice(0, LENGTH));
    return given.length === expected.length && timingSafeEqual(given, expected) ? cursor : null;
  }

  #sealOf(list: string, cursor: string): string {
    const content = JSON.stringify(['cursor', list, cursor]);
    return createHmac('sha256', this.#key).update(content).digest('base64url').slice(0, LENGTH);
  }
}
