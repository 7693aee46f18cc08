import { describe, expect, it } from '@jest/globals';
import { formsOf, holdsOneOf } from './leaks.ts';

describe('a secret that lies about', () => {
  const secret = 'ATATT3x/of+ann=';
  const forms = formsOf(secret, 'ann@example.org');

  it.each([
    ['as it is', secret],
    ['in a URL', `https://example.org/?token=${encodeURIComponent(secret)}`],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['as git is told', Buffer.from(`x-token-auth:${secret}`).toString('base64')],
    ['behind its login', Buffer.from(`ann@example.org:${secret}`).toString('base64')],
  ])('is found %s', (_how, text) => {
    expect(holdsOneOf(`something ${text} something`, forms)).toBe(true);
    expect(holdsOneOf(Buffer.from(text), forms)).toBe(true);
  });

  it('is not found where it is not', () => {
    expect(holdsOneOf('ATATT3x of somebody else', forms)).toBe(false);
  });
});
