import { applyWith, type Projection } from '../projection.ts';
import type { ReadModelDatabase } from '../read-model-database.ts';
import type { Numbered } from './numbered.ts';

/**
 * Lists the numbers of a category as they come, and counts them in a second table. What is applied twice shows twice. Version 1 lists the
 * numbers, each later version a multiple of them.
 */
export function numberList(category: string, version = 1): Projection {
  return {
    name: 'number-list',
    version,
    streams: [`${category}-`],
    schema: `
      CREATE TABLE numbers (line INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, number INTEGER NOT NULL) STRICT;
      CREATE TABLE count (id INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT;
      INSERT INTO count VALUES (1, 0);`,
    apply: applyWith<Numbered>({
      Numbered: ({ stream, data }, database) => {
        database.run('INSERT INTO numbers (stream, number) VALUES (?, ?)', stream, data.number * version);
        database.run('UPDATE count SET total = total + 1');
      },
    }),
  };
}

export function listedNumbers(database: ReadModelDatabase): number[] {
  return database.all<{ number: number }>('SELECT number FROM numbers ORDER BY line').map(({ number }) => number);
}

export function countedNumbers(database: ReadModelDatabase): number | undefined {
  return database.get<{ total: number }>('SELECT total FROM count')?.total;
}
