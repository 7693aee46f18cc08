import { describe, expect, it } from '@jest/globals';
import { isSelected } from './selection.ts';

const repository = { id: 'r', slug: 'web-shop', fullName: 'acme/web-shop', name: 'Web shop' };
const everything = { include: ['*'], exclude: [] };

describe('the repositories of a plan', () => {
  it('are all of them by default', () => {
    expect(isSelected(everything, repository)).toBe(true);
  });

  it.each(['web-*', '*shop', 'w*b*p', 'WEB-SHOP', 'acme/*', 'acme/web-shop'])('are named by slug or full name: %s', (pattern) => {
    expect(isSelected({ include: [pattern], exclude: [] }, repository)).toBe(true);
  });

  it.each(['web', 'shop', 'web?shop', 'web.shop', '.*', ''])('need a pattern that fits whole, letter by letter: %s', (pattern) => {
    expect(isSelected({ include: [pattern], exclude: [] }, repository)).toBe(false);
  });

  it('lack what an exclusion names, whatever includes it', () => {
    expect(isSelected({ include: ['*', 'web-shop'], exclude: ['web-*'] }, repository)).toBe(false);
  });
});
