import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.ts';

describe('SeededRandom', () => {
  it('repeats itself for the same seed and for no other', () => {
    const draw = (...seed: (string | number)[]) => {
      const random = new SeededRandom(...seed);
      return [random.next(), random.uuid(), random.characters(12), random.bytes(4).toString('hex')];
    };
    expect(draw(1, 'repository', 2)).toEqual(draw(1, 'repository', 2));
    expect(draw(1, 'repository', 2)).not.toEqual(draw(1, 'repository', 3));
  });

  it('reaches both ends of a range and nothing beyond', () => {
    const random = new SeededRandom('range');
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
    expect([...drawn].sort()).toEqual([3, 4, 5]);
  });

  it('makes identifiers that look like a uuid of version 4', () => {
    expect(new SeededRandom('uuid').uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
