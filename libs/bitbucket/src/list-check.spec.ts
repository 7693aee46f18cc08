import { describe, expect, it } from '@jest/globals';
import { ListCheck } from './list-check.ts';

/** Pages as `[items, size]`. */
function doubtAbout(...pages: readonly [number, number | null][]): string | null {
  const check = new ListCheck();
  for (const [items, size] of pages) check.note({ values: Array.from({ length: items }), size });
  return check.doubt();
}

describe('a list that was read page by page', () => {
  it('is whole when it showed as many as it said, and held still', () => {
    expect(doubtAbout([100, 250], [100, 250], [50, 250])).toBeNull();
    expect(doubtAbout([0, 0])).toBeNull();
  });

  it('may have hidden one when it showed fewer than it said', () => {
    expect(doubtAbout([100, 150], [49, 150])).toBe('it says that it has 150, and showed 149');
  });

  it('may have hidden one when it shrank meanwhile, although the numbers fit', () => {
    expect(doubtAbout([100, 150], [49, 149])).toBe('it shrank from 150 to 149');
    expect(doubtAbout([100, 250], [100, 249], [50, 250])).toBe('it shrank from 250 to 249');
  });

  it('is whole when it only grew: what came meanwhile is for the next time', () => {
    expect(doubtAbout([100, 150], [50, 151])).toBeNull();
  });

  it('is taken as it came when it does not say how long it is', () => {
    expect(doubtAbout([100, null], [49, null])).toBeNull();
  });
});
