import { describe, expect, it } from '@jest/globals';
import { createCipheriv } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { openPayload, sealPayload } from './age-payload.ts';
import { ByteReader } from './byte-reader.ts';

const CHUNK = 65_536;
const key = Buffer.alloc(32, 7);
const damaged = (why: string): Error => new Error(why);

const open = (sealed: Buffer[]): Promise<Buffer> => buffer(openPayload(key, new ByteReader(Readable.from(sealed)), damaged));

/** A chunk as the format describes it. */
function chunk(nonce: string, plaintext: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, Buffer.from(nonce, 'hex'), { authTagLength: 16 });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

describe('the payload of an age file', () => {
  it('counts its chunks in the nonce, and marks the last', async () => {
    const content = [Buffer.alloc(CHUNK, 1), Buffer.alloc(CHUNK, 2), Buffer.alloc(1, 3)] as const;
    const sealed = [
      chunk('000000000000000000000000', content[0]),
      chunk('000000000000000000000100', content[1]),
      chunk('000000000000000000000201', content[2]),
    ];
    expect(await buffer(sealPayload(key, new ByteReader(Readable.from(content))))).toEqual(Buffer.concat(sealed));
    expect(await open(sealed)).toEqual(Buffer.concat(content));
  });

  it('is one empty chunk when there is no content', async () => {
    expect(await open([chunk('000000000000000000000001', Buffer.alloc(0))])).toHaveLength(0);
  });

  it('has no empty chunk at its end otherwise: a full one must be marked as the last', async () => {
    const sealed = [chunk('000000000000000000000000', Buffer.alloc(CHUNK)), chunk('000000000000000000000101', Buffer.alloc(0))];
    await expect(open(sealed)).rejects.toThrow('it ends with an empty chunk');
  });

  it('has at least one chunk', async () => {
    await expect(open([])).rejects.toThrow('it was changed or cut after 0 bytes');
  });
});
