import { describe, expect, it } from '@jest/globals';
import { applyWith } from './projection.ts';
import { ReadModelDatabase } from './read-model-database.ts';
import { numbered, type Numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';

describe('a table of handlers', () => {
  const seen: unknown[] = [];
  const database = new ReadModelDatabase(':memory:');
  const apply = applyWith<Numbered>({
    Numbered: (event, to) => {
      seen.push([event, to]);
    },
  });

  it('gives an event and the database to the handler of its name', () => {
    const event = recorded(numbered(1), 0, 'test-1');
    apply(event, database);
    expect(seen).toEqual([[event, database]]);
  });

  it.each(['Other', 'toString', '__proto__'])('lets an event "%s" pass, which has no handler', (type) => {
    expect(() => {
      apply(recorded({ type, data: {} }, 0, 'test-1'), database);
    }).not.toThrow();
  });
});
