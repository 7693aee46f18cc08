import { beforeAll, describe, expect, it } from '@jest/globals';
import { Decrypter, Encrypter } from 'age-encryption';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decryptAge, encryptAge } from './age-file.ts';
import { aKey } from './testing/a-key.ts';
import type { VaultKey } from './vault-key.ts';

const CHUNK = 65_536;
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.constantFrom(...[1, 2, 3].flatMap((chunks) => [-1, 0, 1].map((more) => chunks * CHUNK + more))),
);
/** Content whose chunks differ, and the sizes of the pieces in which it arrives. */
const contents = fc.record({ length: lengths, piece: fc.integer({ min: 1, max: 200_000 }) });

const everyContent = Buffer.alloc(4 * CHUNK).map((_, index) => index ^ (index >> 8) ^ (index >> 16));
const contentOf = (length: number): Uint8Array => everyContent.subarray(0, length);
const inPieces = (content: Uint8Array, size: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
    })(),
  );

const damaged = (why: string): Error => new Error(`damaged: ${why}`);

describe('an age file', () => {
  let key: VaultKey;

  beforeAll(async () => {
    key = await aKey();
  });

  const encrypt = (content: Uint8Array, piece = CHUNK): Promise<Buffer> => buffer(encryptAge(key.recipient, inPieces(content, piece)));
  const decrypt = (sealed: Uint8Array, piece = CHUNK): Promise<Buffer> =>
    buffer(decryptAge([key.identity], inPieces(sealed, piece), damaged));

  async function libraryEncrypt(content: Uint8Array): Promise<Uint8Array> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    return encrypter.encrypt(content);
  }

  async function libraryDecrypt(sealed: Uint8Array): Promise<Buffer> {
    const decrypter = new Decrypter();
    decrypter.addIdentity(key.identity);
    return Buffer.from(await decrypter.decrypt(sealed));
  }

  it('is opened by the age library, whatever its length', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async ({ length, piece }) => {
        const content = contentOf(length);
        expect((await libraryDecrypt(await encrypt(content, piece))).compare(content)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('is opened when the age library wrote it, whatever its length', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async ({ length, piece }) => {
        const content = contentOf(length);
        expect((await decrypt(await libraryEncrypt(content), piece)).compare(content)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('has the size of the one that the age library writes', async () => {
    for (const length of [0, 1, CHUNK, CHUNK + 1]) {
      expect((await encrypt(contentOf(length))).length).toBe((await libraryEncrypt(contentOf(length))).length);
    }
  });

  it('is opened when it is for other recipients as well', async () => {
    const encrypter = new Encrypter();
    for (const { recipient } of [await aKey(), key, await aKey()]) encrypter.addRecipient(recipient);
    expect((await decrypt(await encrypter.encrypt('hello'))).toString()).toBe('hello');
  });

  it('is never written twice with the same key', async () => {
    const [one, other] = await Promise.all([encrypt(Buffer.from('same')), encrypt(Buffer.from('same'))]);
    expect(one.subarray(-20).equals(other.subarray(-20))).toBe(false);
  });

  it('is not opened when it ends at any byte before its last', async () => {
    const sealed = await encrypt(contentOf(50));
    for (let length = 0; length < sealed.length; length += 1) await expect(decrypt(sealed.subarray(0, length))).rejects.toThrow('damaged');
  });

  it('is not opened when it ends after a whole chunk', async () => {
    const sealed = await encrypt(contentOf(2 * CHUNK + 10));
    const lastChunk = 10 + 16;
    await expect(decrypt(sealed.subarray(0, -lastChunk))).rejects.toThrow('damaged');
    await expect(decrypt(sealed.subarray(0, -lastChunk - CHUNK - 16))).rejects.toThrow('damaged');
  });

  it('is not opened when any bit of it was changed', async () => {
    const sealed = await encrypt(contentOf(CHUNK + 50));
    const places = fc.oneof(fc.integer({ min: 0, max: 260 }), fc.integer({ min: 0, max: sealed.length - 1 }));
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 0, max: 7 }), async (place, bit) => {
        const changed = Buffer.from(sealed);
        changed[place]! ^= 1 << bit;
        await expect(decrypt(changed)).rejects.toThrow('damaged');
      }),
      { numRuns: 250 },
    );
  });

  it('is not opened when anything was added to it', async () => {
    for (const length of [0, 50, CHUNK]) {
      const sealed = await encrypt(contentOf(length));
      await expect(decrypt(Buffer.concat([sealed, Buffer.alloc(1)]))).rejects.toThrow('damaged');
    }
  });

  it('is not opened when its chunks changed places', async () => {
    const sealed = await encrypt(contentOf(2 * CHUNK + 1));
    const start = sealed.length - 2 * (CHUNK + 16) - 17;
    const [first, second] = [0, 1].map((index) => sealed.subarray(start + index * (CHUNK + 16), start + (index + 1) * (CHUNK + 16)));
    const swapped = Buffer.concat([sealed.subarray(0, start), second!, first!, sealed.subarray(-17)]);
    expect(swapped).toHaveLength(sealed.length);
    await expect(decrypt(swapped)).rejects.toThrow('damaged');
  });

  it('is not opened with another key', async () => {
    const other = await aKey();
    const sealed = await encrypt(contentOf(50));
    await expect(buffer(decryptAge([other.identity], inPieces(sealed, 100), damaged))).rejects.toThrow(
      'damaged: it was encrypted for another key',
    );
  });

  it('is not looked for in megabytes of something else', async () => {
    let pieces = 0;
    const something = (function* () {
      for (; pieces < 100; pieces += 1) yield Buffer.alloc(10_000, 'x');
    })();
    await expect(buffer(decryptAge([key.identity], Readable.from(something), damaged))).rejects.toThrow(
      'damaged: it has no whole age header',
    );
    expect(pieces).toBeLessThan(100);
  });

  it('passes on the error of its source, which is not damage', async () => {
    const sealed = await encrypt(contentOf(50));
    for (const part of [10, 150, sealed.length - 5]) {
      const source = (async function* () {
        await Promise.resolve();
        yield sealed.subarray(0, part);
        throw new Error('the disk did not answer');
      })();
      await expect(buffer(decryptAge([key.identity], source, damaged))).rejects.toThrow('the disk did not answer');
    }
  });

  it('reads no more of its source than it needs to go on', async () => {
    let read = 0;
    const source = (async function* () {
      for (; read < 100; read += 1) yield await Promise.resolve(Buffer.alloc(CHUNK));
    })();
    const sealed = encryptAge(key.recipient, source);
    for (let taken = 0; taken < 4; taken += 1) await sealed.next(); // the header and three chunks
    await sealed.return(undefined);
    expect(read).toBeLessThanOrEqual(4);
  });
});
