import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

describe('the canonical text of a value', () => {
  it('has its keys in one order, at every depth', () => {
    expect(canonicalJson({ b: [{ d: null, c: 'ü"' }], a: 1.5, A: true })).toBe('{"A":true,"a":1.5,"b":[{"c":"ü\\"","d":null}]}');
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is the same after a way through JSON, and another one for another value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(one)))).toBe(canonicalJson(one));
        if (canonicalJson(one) === canonicalJson(other)) expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
      }),
    );
  });

  it('tells bytes, and nothing at all, from what looks like them', () => {
    const texts = [Buffer.from('a'), 'bytes:YQ==', undefined, 'nothing', null].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
