import { describe, expect, it } from '@jest/globals';
import { asksFor, partialResponse } from './partial-response.ts';

const body = {
  size: 2,
  next: 'more',
  values: [
    { id: 1, links: { self: 'a', html: 'b' } },
    { id: 2, links: { self: 'c', html: 'd' } },
  ],
};

describe('fields', () => {
  it('leaves an answer alone when nothing is asked', () => {
    expect(partialResponse(body, null)).toEqual(body);
  });

  it('keeps only what is named, at any depth', () => {
    expect(partialResponse(body, 'next,values.links.self')).toEqual({
      next: 'more',
      values: [{ links: { self: 'a' } }, { links: { self: 'c' } }],
    });
  });

  it('leaves out what has a minus', () => {
    expect(partialResponse(body, '-values.links,-size')).toEqual({ next: 'more', values: [{ id: 1 }, { id: 2 }] });
  });

  it('tells lists which of their omitted fields are wanted after all', () => {
    expect([
      asksFor('+values.reviewers', 'values.reviewers'),
      asksFor('values.reviewers.uuid', 'values.reviewers'),
      asksFor('size', 'values.reviewers'),
    ]).toEqual([true, true, false]);
  });
});
