import { describe, expect, it } from '@jest/globals';
import { checkedName, checkedOid, decodedNames, readRefLines } from './git-ref.ts';

const oid = '1'.repeat(40);

describe('the name of a ref', () => {
  it.each([
    'refs/heads/main',
    'refs/heads/-f',
    'refs/heads/ünï☂/𝒳',
    'refs/heads/a\u00a0b\u2028c',
    'refs/tags/"quoted"',
    "refs/heads/$(x)'&;",
  ])('may be %j', (name) => {
    expect(checkedName(name)).toBe(name);
    expect(readRefLines(`${oid} ${name}\n${oid}\t${name}\n`)).toEqual([
      { name, oid },
      { name, oid },
    ]);
  });

  it.each([
    'main',
    '-f',
    '--all',
    'HEAD',
    '',
    'refs/heads/a b',
    'refs/heads/a\nb',
    'refs/heads/a\0b',
    'refs/heads/a..b',
    'refs/heads/a^{}',
  ])('cannot be %j', (name) => {
    expect(() => checkedName(name)).toThrow(RangeError);
  });

  it('is not guessed when it is not UTF-8', () => {
    expect(() => decodedNames(Buffer.from([0x72, 0xe9]))).toThrow(expect.objectContaining({ code: 'GIT_NAME_NOT_UTF8' }));
  });
});

describe('the hash of an object', () => {
  it.each([['main'], ['1'.repeat(39)], ['-'.repeat(40)], ['']])('cannot be %j', (text) => {
    expect(() => checkedOid(text)).toThrow(RangeError);
  });
});
