import { describe, expect, it } from '@jest/globals';
import { format, inspect } from 'node:util';
import { Redacted } from './redacted.ts';

describe('Redacted', () => {
  const token = new Redacted({ token: 'hunter2' });

  it('gives its value to whoever asks for it', () => {
    expect(token.reveal()).toEqual({ token: 'hunter2' });
  });

  it.each([
    ['JSON', JSON.stringify({ token })],
    ['a template', `token=${String(token)}`],
    ['console formatting', format('%s %j %o', token, token, token)],
    ['inspection of hidden properties', inspect({ token }, { showHidden: true, depth: 9 })],
    ['the message of an error', new Error(`no luck with ${String(token)}`).message],
    ['a copy of its properties', JSON.stringify(Object.assign({}, token))],
  ])('does not show its value in %s', (_where, printed) => {
    expect(printed).not.toContain('hunter2');
  });

  it('says that something is hidden', () => {
    expect(JSON.stringify({ token })).toBe('{"token":"[redacted]"}');
    expect(inspect({ token })).toBe('{ token: [redacted] }');
  });
});
