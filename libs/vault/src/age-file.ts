import { Decrypter, Encrypter } from 'age-encryption';
import { hkdfSync, randomBytes } from 'node:crypto';
import { openPayload, sealPayload } from './age-payload.ts';
import { ByteReader } from './byte-reader.ts';

const NONCE = 16;
const TAG = 16;
/** A header for one recipient has some 200 bytes; one that does not end within this is not a header. */
const LONGEST_HEADER = 64 * 1024;

/** Encrypts a stream into an age file for the recipient (`age1…`). Memory stays bounded. */
export async function* encryptAge(recipient: string, plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const reader = new ByteReader(plaintext);
  try {
    const { header, fileKey } = await createHeader(recipient);
    const nonce = randomBytes(NONCE);
    yield Buffer.concat([header, nonce]);
    yield* sealPayload(payloadKey(fileKey, nonce), reader);
  } finally {
    await reader.close();
  }
}

/**
 * Decrypts an age file with one of the identities (`AGE-SECRET-KEY-1…`). Memory stays bounded.
 * Throws what `damaged` makes for anything that is not a whole age file for one of them; the source's own errors come through as they are.
 */
export async function* decryptAge(
  identities: readonly string[],
  ciphertext: AsyncIterable<Uint8Array>,
  damaged: (why: string) => Error,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(ciphertext);
  try {
    const fileKey = await openHeader(identities, await readHeader(reader, damaged), damaged);
    const nonce = await reader.read(NONCE);
    yield* openPayload(payloadKey(fileKey, nonce), reader, damaged);
  } finally {
    await reader.close();
  }
}

/** The library writes the header; as a second recipient, which adds nothing to it, we learn the key that it made for this file. */
async function createHeader(recipient: string): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  let fileKey = new Uint8Array();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  const emptyFile = await encrypter.encrypt(new Uint8Array());
  return { header: emptyFile.subarray(0, -(NONCE + TAG)), fileKey };
}

/** The header ends with its only line that begins with `---`. */
async function readHeader(reader: ByteReader, damaged: (why: string) => Error): Promise<Buffer> {
  let header = '';
  for (let line = ''; !line.startsWith('--- '); header += `${line}\n`) {
    const next = await reader.readLine(LONGEST_HEADER - header.length);
    if (next === undefined) throw damaged('it has no whole age header');
    line = next;
  }
  return Buffer.from(header, 'latin1');
}

async function openHeader(identities: readonly string[], header: Buffer, damaged: (why: string) => Error): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decryptHeader(header).catch(() => {
    throw damaged('it was encrypted for another key, or its header was changed');
  });
}

const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
