import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Projection } from './projection.ts';
import { ReadModelDatabase } from './read-model-database.ts';

const PREFIX = 'read-models-';

/** SQLite's result codes for a file that is damaged (SQLITE_CORRUPT), or is no database at all (SQLITE_NOTADB). */
const DAMAGED: readonly number[] = [11, 26];

/** The database file of a set of projections: what they are is in its name, so a changed projection never meets rows of its predecessor. */
export class ReadModelFiles {
  readonly #directory: string;
  readonly #projections: readonly Projection[];
  readonly #name: string;

  constructor(directory: string, projections: readonly Projection[]) {
    this.#directory = directory;
    this.#projections = projections;
    this.#name = `${PREFIX}${fingerprintOf(projections)}.db`;
  }

  /** Opens the database with all of its tables; begins an empty one when there is none, or a damaged one. */
  open(): ReadModelDatabase {
    mkdirSync(this.#directory, { recursive: true });
    try {
      return this.#openOnce();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#remove((name) => name.startsWith(this.#name));
      return this.#openOnce();
    }
  }

  /** Removes the databases of other versions, with what SQLite keeps beside them. */
  removeOthers(): void {
    this.#remove((name) => name.startsWith(PREFIX) && !name.startsWith(this.#name));
  }

  #openOnce(): ReadModelDatabase {
    const database = new ReadModelDatabase(join(this.#directory, this.#name));
    try {
      checkIntegrity(database);
      this.#createTables(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #createTables(database: ReadModelDatabase): void {
    database.transaction(() => {
      if (database.get("SELECT 1 FROM sqlite_schema WHERE name = 'read_model_checkpoint'")) return;
      for (const projection of this.#projections) database.execute(projection.schema);
      database.execute('CREATE TABLE read_model_checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), position TEXT) STRICT');
      database.run('INSERT INTO read_model_checkpoint VALUES (1, NULL)');
    });
  }

  #remove(isMeant: (name: string) => boolean): void {
    for (const name of readdirSync(this.#directory)) if (isMeant(name)) rmSync(join(this.#directory, name), { force: true });
  }
}

class DamagedDatabaseError extends Error {
  readonly code = 'READ_MODELS_DAMAGED';
}

function checkIntegrity(database: ReadModelDatabase): void {
  const [finding] = database.all<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (finding?.quick_check !== 'ok') throw new DamagedDatabaseError(finding?.quick_check);
}

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabaseError) return true;
  return typeof error === 'object' && error !== null && 'errcode' in error && DAMAGED.includes(Number(error.errcode) & 0xff);
}

function fingerprintOf(projections: readonly Projection[]): string {
  const parts = projections.map(({ name, version, streams, schema }) => [name, version, streams, schema]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
