import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReadModelDatabase } from './read-model-database.ts';
import { range } from './testing/numbered.ts';
import { walCheckpoints } from './wal-checkpoints.ts';

describe('ReadModelDatabase', () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-read-model-database-'));
  const file = join(directory, 'test.db');
  let database: ReadModelDatabase;

  beforeEach(() => {
    database = new ReadModelDatabase(file);
    database.execute('CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY) STRICT; DELETE FROM numbers;');
  });
  afterEach(() => {
    database.close();
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const numbers = () => database.all<{ number: number }>('SELECT number FROM numbers ORDER BY number').map(({ number }) => number);

  it('says how many rows a statement changed', () => {
    expect(database.run('INSERT INTO numbers VALUES (?), (?)', 1, 2)).toBe(2);
    expect(database.run('DELETE FROM numbers WHERE number = ?', 3)).toBe(0);
  });

  it('answers the first row, or none', () => {
    database.run('INSERT INTO numbers VALUES (1), (2)');
    expect(database.get<{ number: number }>('SELECT number FROM numbers WHERE number > ?', 1)?.number).toBe(2);
    expect(database.get('SELECT number FROM numbers WHERE number > ?', 2)).toBeUndefined();
  });

  it('keeps all of a transaction', () => {
    database.transaction(() => {
      database.run('INSERT INTO numbers VALUES (1)');
      database.run('INSERT INTO numbers VALUES (2)');
    });
    expect(numbers()).toEqual([1, 2]);
  });

  it('keeps nothing of a transaction that fails, throws why, and begins the next', () => {
    const failing = () => {
      database.transaction(() => {
        database.run('INSERT INTO numbers VALUES (1)');
        throw new Error('the work failed');
      });
    };
    expect(failing).toThrow('the work failed');
    expect(numbers()).toEqual([]);
    database.transaction(() => {
      database.run('INSERT INTO numbers VALUES (2)');
    });
    expect(numbers()).toEqual([2]);
  });

  it('throws why the work failed also when SQLite has rolled back by itself', () => {
    const failing = () => {
      database.transaction(() => {
        database.run('INSERT OR ROLLBACK INTO numbers VALUES (1)');
        database.run('INSERT OR ROLLBACK INTO numbers VALUES (1)');
      });
    };
    expect(failing).toThrow('UNIQUE constraint failed');
    expect(numbers()).toEqual([]);
  });

  it('goes on with more statements than it keeps', () => {
    for (const number of range(1, 1_200)) database.run(`INSERT INTO numbers VALUES (${number})`);
    expect(numbers()).toHaveLength(1_200);
  });

  it('can be read by another connection while it is written', () => {
    database.run('INSERT INTO numbers VALUES (1)');
    const reader = new ReadModelDatabase(file);
    database.transaction(() => {
      database.run('INSERT INTO numbers VALUES (2)');
      expect(reader.all('SELECT number FROM numbers')).toHaveLength(1);
    });
    expect(reader.all('SELECT number FROM numbers')).toHaveLength(2);
    reader.close();
  });

  describe('that is read only', () => {
    const other = join(directory, 'other.db');
    let reader: ReadModelDatabase;

    beforeEach(() => {
      const beside = new ReadModelDatabase(other);
      beside.execute('CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY) STRICT; INSERT OR IGNORE INTO numbers VALUES (2);');
      beside.close();
      database.run('INSERT INTO numbers VALUES (1)');
      reader = new ReadModelDatabase(file, { readOnly: true });
    });
    afterEach(() => {
      reader.close();
    });
    const read = () => reader.all('SELECT number FROM numbers');

    it('refuses to write', () => {
      expect(() => reader.run('DELETE FROM numbers')).toThrow('readonly');
      expect(numbers()).toEqual([1]);
    });

    it('moves to another file, also with the statements that it has kept', () => {
      expect(read()).toMatchObject([{ number: 1 }]);
      reader.moveTo(other);
      expect(read()).toMatchObject([{ number: 2 }]);
    });

    it('stays where it is when it cannot move', () => {
      expect(() => {
        reader.moveTo(join(directory, 'missing.db'));
      }).toThrow('unable to open database file');
      expect(read()).toMatchObject([{ number: 1 }]);
    });
  });

  it('has its log carried over into the file by another thread', async () => {
    const logged = join(directory, 'logged.db');
    const writing = new ReadModelDatabase(logged);
    writing.execute('CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT');
    writing.transaction(() => writing.run('INSERT INTO numbers VALUES (7)'));
    expect(walCheckpoints.isAt(logged)).toBe(true);
    while (walCheckpoints.isAt(logged)) await nextTurn();
    const alone = join(directory, 'alone.db');
    copyFileSync(logged, alone);
    const copy = new ReadModelDatabase(alone, { readOnly: true });
    expect(copy.all('SELECT number FROM numbers')).toEqual([{ number: 7 }]);
    copy.close();
    writing.close();
  });

  it('does not come back by that when it is gone', async () => {
    const gone = join(directory, 'gone.db');
    walCheckpoints.request(gone);
    while (walCheckpoints.isAt(gone)) await nextTurn();
    expect(existsSync(gone)).toBe(false);
  });
});
