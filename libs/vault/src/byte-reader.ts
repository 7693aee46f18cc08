const NOTHING = Buffer.alloc(0);

/** Reads a stream of pieces of any size by exact lengths. Holds one piece of the source and what was asked for, never more. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = NOTHING;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer only at the end. */
  async read(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let wanted = length; wanted > 0 && !(await this.atEnd());) {
      const piece = this.#held.subarray(0, wanted);
      this.#held = this.#held.subarray(piece.length);
      pieces.push(piece);
      wanted -= piece.length;
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  /** The next line without its line feed; undefined when none ends within `longest` bytes. */
  async readLine(longest: number): Promise<string | undefined> {
    const line: Buffer[] = [];
    for (let length = 0; length <= longest && !(await this.atEnd()); length += 1) {
      const byte = await this.read(1);
      if (byte[0] === 0x0a) return Buffer.concat(line).toString('latin1');
      line.push(byte);
    }
    return undefined;
  }

  async atEnd(): Promise<boolean> {
    while (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return true;
      this.#held = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    return false;
  }

  /** Lets go of the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
