import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inTemporaryDirectory } from '../testing/temporary-store.ts';
import { DATABASE_FILE, openDatabase } from './open-database.ts';
import { MIGRATIONS } from './schema.ts';

const NEXT = 'CREATE TABLE added (a INTEGER)';

function formatOf(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA user_version').get()?.['user_version'];
}

/** Opens, asks, closes. */
function asked<Answer>(database: DatabaseSync, ask: (database: DatabaseSync) => Answer): Answer {
  try {
    return ask(database);
  } finally {
    database.close();
  }
}

describe('opening the file', () => {
  it('makes a new one in the latest format, whose commits are on disk when they return', () =>
    inTemporaryDirectory((directory) => {
      const database = openDatabase(directory);
      expect(formatOf(database)).toBe(MIGRATIONS.length);
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
      database.close();
      return Promise.resolve();
    }));

  it('takes up a file whose first start was killed before it had a table', () =>
    inTemporaryDirectory((directory) => {
      asked(new DatabaseSync(join(directory, DATABASE_FILE)), (database) => {
        database.exec('PRAGMA journal_mode = WAL');
      });
      expect(asked(openDatabase(directory), formatOf)).toBe(MIGRATIONS.length);
      return Promise.resolve();
    }));

  it('brings an older format up to date and keeps what is in it', () =>
    inTemporaryDirectory((directory) => {
      asked(openDatabase(directory), (database) => {
        database.exec("INSERT INTO streams (name, last_revision) VALUES ('kept', 7)");
      });
      asked(openDatabase(directory, [...MIGRATIONS, NEXT]), (database) => {
        expect(formatOf(database)).toBe(MIGRATIONS.length + 1);
        expect(database.prepare('SELECT name, last_revision FROM streams').all()).toEqual([{ name: 'kept', last_revision: 7 }]);
        expect(database.prepare('SELECT * FROM added').all()).toEqual([]);
      });
      return Promise.resolve();
    }));

  it('leaves an older format as it is when it cannot be brought up to date', () =>
    inTemporaryDirectory((directory) => {
      openDatabase(directory).close();
      expect(() => openDatabase(directory, [...MIGRATIONS, NEXT, 'no SQL'])).toThrow(/cannot be opened/);
      asked(openDatabase(directory), (database) => {
        expect(formatOf(database)).toBe(MIGRATIONS.length);
      });
      return Promise.resolve();
    }));
});
