import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token that can be guessed by nobody: 256 bits. */
export function newAccessToken(): string {
  return `hf_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token. A token is random and long, so a plain hash does not help to find it. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares in constant time. */
export function isTokenOf(hash: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOf(token), 'hex'));
}
