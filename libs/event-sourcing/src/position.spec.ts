import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { comparePositions, formatPosition, isAtLeast, laterPosition, parsePosition } from './position.ts';

const UINT64 = 2n ** 64n - 1n;
const positions = fc.record({ commit: fc.bigInt({ min: 0n, max: UINT64 }), prepare: fc.bigInt({ min: 0n, max: UINT64 }) });
/** Few numbers, so that equal parts are common. */
const closePositions = fc.record({ commit: fc.bigInt({ min: 0n, max: 3n }), prepare: fc.bigInt({ min: 0n, max: 3n }) });

describe('a position', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(parsePosition(formatPosition(position))).toEqual(position);
      }),
    );
  });

  it.each(['', '1', '1/', '/1', '1/2/3', '-1/2', '1/x', ' 1/2', '123456789012345678901/1'])('is not read from "%s"', (text) => {
    expect(() => parsePosition(text)).toThrow(SyntaxError);
  });

  it('is ordered by commit, then by prepare', () => {
    expect(comparePositions({ commit: 1n, prepare: 9n }, { commit: 2n, prepare: 0n })).toBe(-1);
    expect(comparePositions({ commit: 2n, prepare: 1n }, { commit: 2n, prepare: 0n })).toBe(1);
    expect(comparePositions({ commit: 2n, prepare: 1n }, { commit: 2n, prepare: 1n })).toBe(0);
  });

  it('has a total order', () => {
    fc.assert(
      fc.property(closePositions, closePositions, closePositions, (a, b, c) => {
        expect(comparePositions(a, b)).toBe(0 - comparePositions(b, a));
        if (comparePositions(a, b) <= 0 && comparePositions(b, c) <= 0) expect(comparePositions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('is the later of two when it is at least the other', () => {
    fc.assert(
      fc.property(closePositions, closePositions, (a, b) => {
        expect(laterPosition(a, b)).toEqual(isAtLeast(a, b) ? a : b);
      }),
    );
  });

  it('stands after nothing', () => {
    const position = { commit: 0n, prepare: 0n };
    expect(laterPosition(undefined, position)).toBe(position);
    expect(laterPosition(position, undefined)).toBe(position);
    expect(isAtLeast(undefined, position)).toBe(false);
    expect(isAtLeast(undefined, undefined)).toBe(true);
    expect(isAtLeast(position, undefined)).toBe(true);
  });
});
