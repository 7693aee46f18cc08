import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ByteReader } from './byte-reader.ts';

// The payload of age v1 (https://age-encryption.org/v1): chunks of 64 KiB, each sealed with ChaCha20-Poly1305 under a nonce that counts the
// chunks and marks the last. OpenSSL does this eight times as fast as the age library's JavaScript, which would hold up everything else in the
// process; the specs hold the two against each other, in both directions.

const CHUNK = 64 * 1024;
const TAG = 16;
const CIPHER = 'chacha20-poly1305';

export async function* sealPayload(key: Buffer, plaintext: ByteReader): AsyncGenerator<Buffer> {
  for (let index = 0, last = false; !last; index += 1) {
    const chunk = await plaintext.read(CHUNK);
    last = await plaintext.atEnd();
    yield seal(key, nonceOf(index, last), chunk);
  }
}

/** Throws what `damaged` makes when a chunk was changed, cut, left out or moved. Every chunk it yields is authentic, but only the end says that none is missing. */
export async function* openPayload(key: Buffer, ciphertext: ByteReader, damaged: (why: string) => Error): AsyncGenerator<Buffer> {
  for (let index = 0, last = false; !last; index += 1) {
    const sealed = await ciphertext.read(CHUNK + TAG);
    last = await ciphertext.atEnd();
    const opened = open(key, nonceOf(index, last), sealed);
    if (opened === undefined) throw damaged(`it was changed or cut after ${index * CHUNK} bytes`);
    if (opened.length === 0 && index > 0) throw damaged('it ends with an empty chunk, which age never writes');
    yield opened;
  }
}

/** Eleven bytes that count, and one that says whether the chunk is the last. */
function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 3);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function seal(key: Buffer, nonce: Buffer, chunk: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < TAG) return undefined;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(-TAG));
  const opened = decipher.update(sealed.subarray(0, -TAG));
  try {
    decipher.final();
    return opened;
  } catch {
    return undefined; // the tag does not fit: the only thing that `final` checks
  }
}
