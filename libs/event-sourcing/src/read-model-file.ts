import type { PositionedEvent } from './event.ts';
import { formatPosition, parsePosition, type Position } from './position.ts';
import type { ProjectionSet } from './projection-set.ts';
import { ReadModelDatabase } from './read-model-database.ts';

/** SQLite's result codes for a file that is damaged (SQLITE_CORRUPT), or is no database at all (SQLITE_NOTADB). */
const DAMAGED: readonly number[] = [11, 26];

interface StateRow {
  readonly version: string;
  readonly position: string | null;
  readonly events: number;
  readonly isComplete: number;
}

/** One SQLite file of read models: the tables of all projections, and how far they are. The two change in the same transactions. */
export class ReadModelFile {
  readonly path: string;
  readonly #projections: ProjectionSet;
  readonly #database: ReadModelDatabase;

  /** Opens the file, or begins an empty one. Throws an error that {@link isDamage} recognizes when the file is damaged. */
  constructor(path: string, projections: ProjectionSet) {
    this.path = path;
    this.#projections = projections;
    this.#database = new ReadModelDatabase(path);
    try {
      checkIntegrity(this.#database);
      this.#createTables();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Which projections wrote its rows: a version, or several joined by `+`. */
  get version(): string {
    return this.#state().version;
  }

  /** Everything up to here is in it; another process may have moved it. */
  get position(): Position | undefined {
    const { position } = this.#state();
    return position === null ? undefined : parsePosition(position);
  }

  /** How many events its projections have read. */
  get events(): number {
    return this.#state().events;
  }

  /** Whether it has once been built to the end, so that queries may read it. */
  get isComplete(): boolean {
    return this.#state().isComplete === 1;
  }

  complete(): void {
    this.#database.run('UPDATE read_model_state SET isComplete = 1');
  }

  /** From now on it also holds rows of the present projections, so that it is of no pure version any more. */
  mixVersions(): void {
    const versions = new Set([...this.version.split('+'), this.#projections.version]);
    this.#database.run('UPDATE read_model_state SET version = ?', [...versions].join('+'));
  }

  /**
   * Applies the events that stand between two positions, all of them or none. Throws a ProjectionError when one cannot be applied, and when
   * another process has moved the file on from `from`: these events are in there already.
   */
  advance(from: Position | undefined, to: Position, events: readonly PositionedEvent[]): void {
    this.#database.transaction(() => {
      for (const event of events) this.#projections.apply(event, this.#database);
      const sql = 'UPDATE read_model_state SET position = ?, events = events + ? WHERE position IS ?';
      const moved = this.#database.run(sql, formatPosition(to), events.length, from ? formatPosition(from) : null);
      if (moved === 0) throw new Error('another process writes these read models');
    });
  }

  close(): void {
    this.#database.close();
  }

  #createTables(): void {
    this.#database.transaction(() => {
      if (this.#database.get("SELECT 1 FROM sqlite_schema WHERE name = 'read_model_state'")) return;
      this.#projections.createTables(this.#database);
      this.#database.execute(`CREATE TABLE read_model_state (
        id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL, position TEXT, events INTEGER NOT NULL, isComplete INTEGER NOT NULL
      ) STRICT`);
      this.#database.run('INSERT INTO read_model_state VALUES (1, ?, NULL, 0, 0)', this.#projections.version);
    });
  }

  #state(): StateRow {
    const state = this.#database.get<StateRow>('SELECT version, position, events, isComplete FROM read_model_state');
    if (!state) throw new DamagedFileError('the state of the read models is missing');
    return state;
  }
}

class DamagedFileError extends Error {
  readonly code = 'READ_MODELS_DAMAGED';
}

function checkIntegrity(database: ReadModelDatabase): void {
  const [finding] = database.all<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (finding?.quick_check !== 'ok') throw new DamagedFileError(finding?.quick_check);
}

export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedFileError) return true;
  return typeof error === 'object' && error !== null && 'errcode' in error && DAMAGED.includes(Number(error.errcode) & 0xff);
}
