import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterKey, pageOf, PageRequest, type Page } from './page.ts';
import { describeRequest } from './testing/request-contract.ts';
import { fieldsRefused, requested } from './testing/requested.ts';

describeRequest('PageRequest', PageRequest, { limit: '20', cursor: 'YQ' });

describe('a list', () => {
  it('has fifty entries a page unless the caller says otherwise', async () => {
    expect(await requested(PageRequest, {})).toEqual({ limit: 50 });
    expect(await requested(PageRequest, { limit: '7', cursor: 'YQ' })).toEqual({ limit: 7, cursor: 'YQ' });
  });

  it.each(['0', '501', '-1', '1.5', 'all', '', ['5', '6'], {}, null])('refuses %j entries a page', async (limit) => {
    expect(await fieldsRefused(PageRequest, { limit })).toEqual(['limit']);
  });

  it.each([['a', 'b'], 'x'.repeat(201), {}, null])('refuses a cursor that it cannot have made: %j', async (cursor) => {
    expect(await fieldsRefused(PageRequest, { cursor })).toEqual(['cursor']);
  });

  const read = (keys: readonly string[], request: { limit: number; cursor?: string }): Page<string> => {
    const rows = keys.filter((key) => key > afterKey(request, '')).slice(0, request.limit + 1);
    return pageOf(
      rows,
      request.limit,
      (key) => key,
      (key) => `<${key}>`,
    );
  };

  it('tells with the cursor that it goes on, and with null that it has ended', () => {
    const keys = ['a', 'b', 'c'];
    expect(read(keys, { limit: 2 })).toEqual({ items: ['<a>', '<b>'], nextCursor: 'Yg' });
    expect(read(keys, { limit: 2, cursor: 'Yg' })).toEqual({ items: ['<c>'], nextCursor: null });
    expect(read(keys, { limit: 3 })).toEqual({ items: ['<a>', '<b>', '<c>'], nextCursor: null });
    expect(read([], { limit: 3 })).toEqual({ items: [], nextCursor: null });
  });

  it('shows everything once, page by page', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 })), fc.integer({ min: 1, max: 5 }), (unsorted, limit) => {
        const keys = unsorted.toSorted();
        const seen: string[] = [];
        for (let page = read(keys, { limit }); ; page = read(keys, { limit, cursor: page.nextCursor })) {
          seen.push(...page.items);
          if (page.nextCursor === null) break;
        }
        expect(seen).toEqual(keys.map((key) => `<${key}>`));
      }),
    );
  });

  it('begins somewhere for a cursor that nobody made', () => {
    expect(read(['a'], { limit: 1, cursor: '%%%' })).toEqual({ items: ['<a>'], nextCursor: null });
  });
});
