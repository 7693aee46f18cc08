import { describe, expect, it } from '@jest/globals';
import { requestSecret } from '@holdfast/http';
import { accessTokenOf, hashOf } from './token-secret.ts';

describe('an access token', () => {
  it('can be recognized as one of ours, and guessed by nobody', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, () => accessTokenOf(requestSecret())));
    expect(tokens.size).toBe(1_000);
    for (const token of tokens) expect(token).toMatch(/^holdfast_[A-Za-z0-9_-]{43}$/);
  });

  it('is known by its hash, which does not tell it', () => {
    const token = accessTokenOf(requestSecret());
    expect(hashOf(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(token)).toBe(hashOf(token));
    expect(hashOf(`${token} `)).not.toBe(hashOf(token));
  });
});
