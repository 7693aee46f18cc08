import { describe, expect, it } from '@jest/globals';
import { isRepositoryPattern } from './repository-pattern.ts';
import { isSelected, patternsWithoutEffect } from './repository-selection.ts';

const web = { slug: 'web-shop', fullName: 'acme/web-shop', projectKey: 'SHOP' };
const api = { slug: 'api', fullName: 'acme/api', projectKey: null };
const takes = (include: string[], exclude: string[] = []) => isSelected({ include, exclude }, web);

describe('a selection of repositories', () => {
  it.each([
    '*',
    'web-shop',
    'WEB-Shop',
    'web-*',
    '*-shop',
    '*b-s*',
    'w*-*p',
    'acme/*',
    'acme/web-shop',
    'a*/w*',
    'project:shop',
    'project:S*',
  ])('takes acme/web-shop of the project SHOP by "%s"', (pattern) => {
    expect(takes([pattern])).toBe(true);
  });

  it.each(['web', 'shop', 'web-', 'web.shop', 'other/*', 'project:WEB', 'SHOP', 'web-shop*p', '*web-shop-*', 'w*op*shop'])(
    'does not take it by "%s"',
    (pattern) => {
      expect(takes([pattern])).toBe(false);
    },
  );

  it('leaves out what a pattern of exclude fits, whatever include says', () => {
    expect(takes(['*'], ['web-*'])).toBe(false);
    expect(takes(['web-shop'], ['project:SHOP'])).toBe(false);
    expect(takes(['*'], ['api'])).toBe(true);
  });

  it('takes nothing by no pattern, and nothing by a project that is not known', () => {
    expect(takes([])).toBe(false);
    expect(isSelected({ include: ['project:*'], exclude: [] }, api)).toBe(false);
  });

  it('needs no more time for many stars', () => {
    const long = { ...web, slug: 'a'.repeat(60), fullName: `acme/${'a'.repeat(60)}` };
    expect(isSelected({ include: [`${'*a'.repeat(50)}*b`], exclude: [] }, long)).toBe(false);
  });

  it('knows which of its patterns have no effect', () => {
    const selection = { include: ['web-*', 'ghost-*', 'project:GONE'], exclude: ['ghost-*', 'api'] };
    expect(patternsWithoutEffect(selection, [web, api])).toEqual(['ghost-*', 'project:GONE']);
  });
});

describe('a pattern', () => {
  it.each(['*', 'web-*', 'acme/web', 'my.repo_1', 'project:KEY', 'project:*'])('may be "%s"', (text) => {
    expect(isRepositoryPattern(text)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'web shop',
    'we?',
    '[ab]',
    '{web,api}',
    '!web',
    'a//b',
    'a/b/c',
    'project:',
    'project:a/b',
    'web\u0000',
    'x'.repeat(201),
  ])('could fit nothing as "%s"', (text) => {
    expect(isRepositoryPattern(text)).toBe(false);
  });
});
