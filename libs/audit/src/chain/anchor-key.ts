import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** What stands before the 32 bytes of a key in DER (RFC 8410). */
const PRIVATE_KEY_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Signs anchors with Ed25519. */
export class AnchorKey {
  /** 32 bytes, base64: it is no secret, and whoever checks anchors elsewhere needs it. */
  readonly publicKey: string;
  readonly #key: KeyObject;

  /** @param seed 32 secret bytes; the same give the same key */
  constructor(seed: Buffer) {
    this.#key = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_HEAD, seed]), format: 'der', type: 'pkcs8' });
    const der = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = der.subarray(PUBLIC_KEY_HEAD.length).toString('base64');
  }

  /** Base64. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#key).toString('base64');
  }
}

/** Whether the holder of a public key signed a text. Anything that is no key or no signature did not. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.length !== 32) return false;
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_KEY_HEAD, bytes]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}
