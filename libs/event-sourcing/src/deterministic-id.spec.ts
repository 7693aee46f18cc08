import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deterministicId } from './deterministic-id.ts';

describe('a deterministic id', () => {
  it('is the same for ever', () => {
    expect(deterministicId('run-1', 'task', 7)).toBe('2a3da617-54a1-5549-bd27-47c89a8f3b87');
  });

  it('differs when any part does, however the parts are cut', () => {
    const parts = fc.array(fc.string(), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(deterministicId(...a) === deterministicId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(deterministicId('a b', 'c')).not.toBe(deterministicId('a', 'b c'));
  });

  it('takes a number as its digits', () => {
    expect(deterministicId('task', 7)).toBe(deterministicId('task', '7'));
    expect(deterministicId('task', 7n)).toBe(deterministicId('task', '7'));
  });
});
