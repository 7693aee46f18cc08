import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cannotOpen, EmbeddedEventStoreError, foreignFile, storeDamaged, storeInUse, storeTooNew } from '../embedded-event-store.errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

export const DATABASE_FILE = 'events.db';

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/**
 * Opens the store's file, making or migrating it as needed, and holds it alone until it is closed or the process ends.
 * Commits are on disk when they return (`synchronous=FULL`).
 *
 * @throws EmbeddedEventStoreError
 */
export function openDatabase(directory: string, migrations: readonly string[] = MIGRATIONS): DatabaseSync {
  const file = join(directory, DATABASE_FILE);
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true });
    database = new DatabaseSync(file);
    prepare(database, file, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw asOpenError(error, directory, file);
  }
}

function prepare(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  // The exclusive mode keeps the operating system's lock on the file: no other process gets in, and a killed owner leaves no trace.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF;');
  refuseForeignFile(database, file);
  // Only an empty file can be told to give back the space of what is deleted, and only now; an older one just ignores it.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL;');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;');
  migrate(database, file, migrations);
}

/** A file without a table is nobody's: a new one, or one whose first start was killed. */
function refuseForeignFile(database: DatabaseSync, file: string): void {
  const isOurs = pragma(database, 'application_id') === APPLICATION_ID;
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isOurs && !isEmpty) throw foreignFile(file);
}

function migrate(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  database.exec('BEGIN EXCLUSIVE');
  const found = pragma(database, 'user_version');
  if (found > migrations.length) throw storeTooNew(file, found, migrations.length);
  for (const step of migrations.slice(found)) database.exec(step);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length};`);
  database.exec('COMMIT');
}

function pragma(database: DatabaseSync, name: string): number {
  return database.prepare(`PRAGMA ${name}`).get()?.[name] as number;
}

function asOpenError(error: unknown, directory: string, file: string): EmbeddedEventStoreError {
  if (error instanceof EmbeddedEventStoreError) return error;
  const code = sqliteCodeOf(error);
  if (code === SQLITE_BUSY) return storeInUse(directory, error);
  if (code === SQLITE_CORRUPT) return storeDamaged(file, error);
  return code === SQLITE_NOTADB ? foreignFile(file) : cannotOpen(directory, error);
}

/** SQLite's primary result code of an error, without the extension in the upper bits. */
function sqliteCodeOf(error: unknown): number | undefined {
  const isNumbered = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  return isNumbered ? (error.errcode as number) & 0xff : undefined;
}
