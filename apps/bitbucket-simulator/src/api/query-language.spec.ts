import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from '../http/api-problem.ts';
import { filterAndSort } from './query-language.ts';

const items = [
  { name: 'web', updated_on: '2026-01-01T10:00:00.000000+00:00', size: 3, permission: 'read', parent: null, author: { nickname: 'Ada' } },
  {
    name: 'api',
    updated_on: '2026-01-02T10:00:00.000000+00:00',
    size: 20,
    permission: 'admin',
    parent: { id: 1 },
    author: { nickname: 'Bruno' },
  },
  {
    name: 'app',
    updated_on: '2026-01-03T10:00:00.000000+00:00',
    size: 100,
    permission: 'write',
    parent: null,
    author: { nickname: 'Chiara' },
  },
];
const names = (q: string | null, sort: string | null = null) => filterAndSort(items, q, sort).map(({ name }) => name);

describe('q', () => {
  it.each([
    ['name="api"', ['api']],
    ['name != "api"', ['web', 'app']],
    ['name ~ "AP"', ['api', 'app']],
    ['name !~ "ap"', ['web']],
    ['size>3 AND size<=100', ['api', 'app']],
    ['size<4 OR name="app"', ['web', 'app']],
    ['(name="web" OR name="api") AND size>3', ['api']],
    ['name="web" OR name="api" AND size>3', ['web', 'api']],
    ['name IN ("web", "app")', ['web', 'app']],
    ['parent=null', ['web', 'app']],
    ['author.nickname="Ada"', ['web']],
    ['permission>"read"', ['api', 'app']],
    ['updated_on>="2026-01-02T10:00:00Z"', ['api', 'app']],
    ['updated_on>="2026-01-02T12:00:00+02:00"', ['api', 'app']],
    ['updated_on>2026-01-02T10:00:00.000000+00:00', ['app']],
    ['name="none"', []],
  ])('%s', (q, expected) => {
    expect(names(q)).toEqual(expected);
  });

  it.each(['name=', 'name="web" AND', '(name="web"', '= "web"', 'name ? "web"', 'name="web" name'])('refuses %s with 400', (q) => {
    expect(() => names(q)).toThrow(ApiProblem);
  });
});

describe('sort', () => {
  it('goes up by a field, or down with a minus', () => {
    expect([names(null, 'name'), names(null, '-size'), names(null, '-updated_on')]).toEqual([
      ['api', 'app', 'web'],
      ['app', 'api', 'web'],
      ['app', 'api', 'web'],
    ]);
  });
});
