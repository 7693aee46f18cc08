import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { ByteReader } from './byte-reader.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
const readerOf = (...parts: (Uint8Array | string)[]): ByteReader => new ByteReader(Readable.from(parts.map((part) => Buffer.from(part))));

describe('ByteReader', () => {
  it('reads exact lengths, whatever the pieces of the source, and fewer only at the end', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 30 }), async (parts, length) => {
        const reader = readerOf(...parts);
        const read: Buffer[] = [];
        while (!(await reader.atEnd())) read.push(await reader.read(length));
        expect(Buffer.concat(read)).toEqual(Buffer.concat(parts));
        expect(read.slice(0, -1).every((part) => part.length === length)).toBe(true);
      }),
    );
  });

  it('gives nothing at the end, as often as it is asked', async () => {
    const reader = readerOf('ab');
    expect((await reader.read(5)).toString()).toBe('ab');
    expect(await reader.read(5)).toHaveLength(0);
    expect(await reader.atEnd()).toBe(true);
  });

  it('reads lines across pieces, and then goes on behind the line feed', async () => {
    const reader = readerOf('on', 'e\ntw', 'o\n', 'rest');
    expect([await reader.readLine(10), await reader.readLine(10)]).toEqual(['one', 'two']);
    expect((await reader.read(9)).toString()).toBe('rest');
  });

  it('gives up on a line that is too long or does not end', async () => {
    expect(await readerOf('four\n').readLine(4)).toBe('four');
    expect(await readerOf('fifth\n').readLine(4)).toBeUndefined();
    expect(await readerOf('end').readLine(10)).toBeUndefined();
  });

  it('lets go of its source when it is closed', async () => {
    const source = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    const reader = new ByteReader(source);
    await reader.read(1);
    await reader.close();
    expect(source.destroyed).toBe(true);
  });
});
