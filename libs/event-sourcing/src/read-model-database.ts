import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { walCheckpoints } from './wal-checkpoints.ts';

export type Row = Record<string, SQLOutputValue>;

/** Prepared statements are kept up to this number; more only come from SQL with values in its text. */
const KEPT_STATEMENTS = 500;

/** The log is carried over into the file so often at the most, in milliseconds. */
const CHECKPOINT_EVERY = 500;
/** The other thread may be about to leave the file as its last user, in milliseconds. */
const OPENS_WITHIN = 2_000;
/** Pages in the log at which the thread that writes has to do that itself: only if the other thread does not. */
const MOST_PAGES_IN_LOG = 4_000;

export interface ReadModelDatabaseOptions {
  /** Refuses to write. The file must exist. */
  readonly readOnly?: boolean;
  /** How long a write waits for that of another process, in milliseconds; without it, not at all. */
  readonly waitsFor?: number;
}

/** SQLite with its statements prepared once. Synchronous: a query of a read model takes microseconds. */
export class ReadModelDatabase {
  readonly #options: ReadModelDatabaseOptions;
  readonly #statements = new Map<string, StatementSync>();
  #file: string;
  #database: DatabaseSync;
  #lastCheckpoint = 0;

  /** Opens or creates the file. What it holds may be lost and rebuilt, so a commit is not synced; it is atomic all the same. */
  constructor(file: string, options: ReadModelDatabaseOptions = {}) {
    this.#options = options;
    this.#file = file;
    this.#database = openSqlite(file, options);
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs one statement; answers how many rows it changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...parameters).changes);
  }

  get<T extends object = Row>(sql: string, ...parameters: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...parameters) as T | undefined;
  }

  all<T extends object = Row>(sql: string, ...parameters: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...parameters) as T[];
  }

  /** All of the work or none of it. Throws what the work throws. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
      this.#checkpointNowAndThen();
    } catch (error) {
      // SQLite rolls back by itself when the disk is full: a second ROLLBACK would hide why.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** From now on this is another file with the same tables, for everybody who holds it. Throws, and stays as it is, when that cannot be opened. */
  moveTo(file: string): void {
    const database = openSqlite(file, this.#options);
    this.close();
    this.#file = file;
    this.#database = database;
  }

  #checkpointNowAndThen(): void {
    const now = performance.now();
    if (this.#file === ':memory:' || now - this.#lastCheckpoint < CHECKPOINT_EVERY) return;
    this.#lastCheckpoint = now;
    walCheckpoints.request(this.#file);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear();
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

function openSqlite(file: string, { readOnly = false, waitsFor = 0 }: ReadModelDatabaseOptions): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly, timeout: Math.max(waitsFor, OPENS_WITHIN) });
  try {
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (!readOnly) database.exec(`PRAGMA wal_autocheckpoint = ${MOST_PAGES_IN_LOG}`);
    database.exec(`PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = ${waitsFor};`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
