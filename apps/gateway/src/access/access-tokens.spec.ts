import { describe, expect, it } from '@jest/globals';
import { hashOf, isTokenOf, newAccessToken } from './access-tokens.ts';

describe('an access token', () => {
  it('can be recognized as one of ours, and guessed by nobody', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, newAccessToken));
    expect(tokens.size).toBe(1_000);
    for (const token of tokens) expect(token).toMatch(/^hf_[A-Za-z0-9_-]{43}$/);
  });

  it('is known by its hash, which does not tell it', () => {
    const token = newAccessToken();
    expect(hashOf(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(isTokenOf(hashOf(token), token)).toBe(true);
    for (const other of [newAccessToken(), token.slice(0, -1), `${token} `, token.toUpperCase(), hashOf(token), ''])
      expect(isTokenOf(hashOf(token), other)).toBe(false);
  });
});
