import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { jsonLines } from './json-lines.ts';

async function read(content: Readable): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of jsonLines(content)) values.push(value);
  return values;
}

/** In pieces of so many bytes, which cut lines and characters. */
function inPieces(text: string, bytes: number): Readable {
  const all = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(all.length / bytes) }, (_, index) => all.subarray(index * bytes, (index + 1) * bytes));
  return Readable.from(pieces, { objectMode: false });
}

describe('JSON lines', () => {
  it.each([1, 3, 1000])('are read one by one, however they are cut: %i bytes at a time', async (bytes) => {
    const values = [{ title: 'Größe ☂' }, { title: 'two\nlines' }, 3];
    expect(await read(inPieces(values.map((value) => `${JSON.stringify(value)}\n`).join(''), bytes))).toEqual(values);
  });

  it('end at a line feed alone, not at the other line ends of Unicode', async () => {
    const value = { title: 'a\u2028b\u2029c\u0085d' };
    expect(await read(inPieces(`${JSON.stringify(value)}\n`, 5))).toEqual([value]);
  });

  it('are none in nothing, and need no line feed at their end', async () => {
    expect(await read(Readable.from([]))).toEqual([]);
    expect(await read(inPieces('{"id":1}\n{"id":2}', 4))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('fail when their source does, also in the middle', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('{"id":1}\n{"id"');
        throw new Error('the object is corrupt');
      })(),
    );
    await expect(read(broken)).rejects.toThrow('the object is corrupt');
  });
});
