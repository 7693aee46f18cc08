import { describe, expect, it } from '@jest/globals';
import { applyWith, type Projection } from '../projection.ts';
import { givenProjection, projected, storedAt, type Stored } from './given-projection.ts';
import { numbered, type Numbered } from './numbered.ts';

const highest: Projection = {
  ...{ name: 'highest', version: 1, streams: ['test-'] },
  schema: 'CREATE TABLE highest (stream TEXT PRIMARY KEY, number INTEGER NOT NULL, at TEXT NOT NULL)',
  apply: applyWith<Numbered>({
    Numbered: ({ stream, data, metadata }, database) => {
      const sql = 'INSERT INTO highest VALUES (?, ?, ?) ON CONFLICT (stream) DO UPDATE SET number = max(number, excluded.number)';
      database.run(sql, stream, data.number, metadata.at);
    },
  }),
};
const inTest = (number: number, stream = 'test-1'): Stored => [stream, numbered(number)];
const rows = 'SELECT stream, number FROM highest ORDER BY stream';

describe('given a projection, when, then', () => {
  it('compares whole rows, all of them', () => {
    const given = givenProjection(highest, inTest(5), inTest(3), inTest(1, 'test-2'));
    given.thenRows(rows, { stream: 'test-1', number: 5 }, { stream: 'test-2', number: 1 });
    for (const wrong of [[{ stream: 'test-1', number: 5 }], [{ stream: 'test-1' }, { stream: 'test-2' }], []])
      expect(() => {
        given.thenRows(rows, ...wrong);
      }).toThrow();
  });

  it('applies what comes on top of what was given, which stays as it was', () => {
    const given = givenProjection(highest, inTest(5));
    given.when(inTest(8)).thenRows(rows, { stream: 'test-1', number: 8 });
    given.when(inTest(2)).thenRows(rows, { stream: 'test-1', number: 5 });
    givenProjection(highest).thenRows(rows);
  });

  it('shows only the streams that the projection asks for', () => {
    givenProjection(highest, inTest(1, 'other-1')).thenRows(rows);
  });

  it('gives each event a time, and only what can be stored as JSON', () => {
    givenProjection(highest, inTest(1, 'other-1'), inTest(1)).thenRows('SELECT at FROM highest', { at: storedAt(1) });
    const unstored: Stored = ['test-1', { type: 'Numbered', data: { number: 1n } }];
    expect(() => projected([highest], unstored)).toThrow(TypeError);
  });
});
