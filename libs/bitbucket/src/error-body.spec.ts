import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRateLimitAnswer, readErrorBody } from './error-body.ts';

const scopes = {
  type: 'error',
  error: {
    message: 'Your credentials lack one or more required privilege scopes.',
    detail: { required: ['project'], granted: ['runner:write', 'account'] },
  },
};

describe('an error body', () => {
  it('is quoted by its message', () => {
    const body = '{"type":"error","error":{"message":"No workspace with identifier \'nobody\'."}}';
    expect(readErrorBody(body).message).toBe("No workspace with identifier 'nobody'.");
  });

  it('is quoted with its detail when that is text', () => {
    const body = '{"error":{"message":"Resource not found","detail":"There is no API hosted at this URL"}}';
    expect(readErrorBody(body).message).toBe('Resource not found (There is no API hosted at this URL)');
  });

  it('names the scopes that are required and granted', () => {
    expect(readErrorBody(JSON.stringify(scopes))).toMatchObject({ required: ['project'], granted: ['runner:write', 'account'] });
  });

  it('is quoted as it is when it is plain text, on one line', () => {
    expect(readErrorBody('Login failed.\nFor information\tvisit:\n    https://x')).toEqual({
      message: 'Login failed. For information visit: https://x',
      required: null,
      granted: null,
    });
  });

  it('is not quoted when it is a page of HTML', () => {
    expect(readErrorBody('\n<!doctype html><h1>Bad gateway</h1>').message).toBe('');
  });

  it('may be anything, and becomes one line of at most 300 characters', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.json(),
      fc.jsonValue().map((error) => JSON.stringify({ error })),
    );
    fc.assert(
      fc.property(body, (text) => {
        const { message } = readErrorBody(text);
        expect(message.length).toBeLessThanOrEqual(300);
        expect(message).not.toMatch(/[\n\r\0]/);
      }),
    );
  });
});

describe('a rate limit', () => {
  it.each([
    ['plain text', 429, 'Rate limit for this resource has been exceeded'],
    ['JSON', 429, '{"type":"error","error":{"message":"Rate limit for this resource has been exceeded"}}'],
    ['nothing at all', 429, ''],
    ['half of a JSON document', 429, '{"type":'],
    ['a 403 with the same words', 403, '{"type":"error","error":{"message":"Rate limit for this resource has been exceeded"}}'],
  ])('is recognized in %s', (_what, status, body) => {
    expect(isRateLimitAnswer(status, body)).toBe(true);
  });

  it('is not seen in another refusal', () => {
    expect(isRateLimitAnswer(403, JSON.stringify(scopes))).toBe(false);
    expect(isRateLimitAnswer(404, 'Rate limit for this resource has been exceeded')).toBe(false);
  });
});
