import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deterministicOrderedId } from './deterministic-ordered-id.ts';

const times = fc.integer({ min: 0, max: 2 ** 47 });

describe('a deterministic ordered id', () => {
  it('is the same for the same time and parts, and a UUID of version 7', () => {
    fc.assert(
      fc.property(times, fc.array(fc.uuid()), (at, parts) => {
        const id = deterministicOrderedId(at, ...parts);
        expect(id).toBe(deterministicOrderedId(at, ...parts));
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('sorts by its time', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        fc.pre(a < b);
        expect(deterministicOrderedId(a, 'x') < deterministicOrderedId(b, 'x')).toBe(true);
      }),
    );
  });

  it('differs for other parts at the same time', () => {
    expect(deterministicOrderedId(1, 'a')).not.toBe(deterministicOrderedId(1, 'b'));
  });
});
