import { createHash } from 'node:crypto';

/** A token of the API, made of 256 bits that nobody can guess. Its beginning is how scanners for lost secrets find it. */
export function accessTokenOf(secret: Buffer): string {
  return `holdfast_${secret.toString('base64url')}`;
}

/**
 * What is kept of a token. One of ours has 256 random bits: nobody finds it by trying, however fast the hash is, so it needs no slow one such
 * as bcrypt, and each request can afford it.
 */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
