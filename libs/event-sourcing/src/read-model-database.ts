import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** Prepared statements are kept up to this number; more only come from SQL with values in its text. */
const KEPT_STATEMENTS = 500;

/** SQLite with its statements prepared once. Synchronous: a query of a read model takes microseconds. */
export class ReadModelDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens or creates the file. What it holds may be lost and rebuilt, so a commit is not synced; it is atomic all the same. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;');
    } catch (error) {
      this.#database.close();
      throw error;
    }
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

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear();
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
