import { randomBytes } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** An event as one writes it without a store. */
export interface BareEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

/** The same rows without server and protocol, and with the same durability: what the disk and SQLite cost by themselves. */
export class BareSqlite {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #selectStream: StatementSync;
  readonly #selectAll: StatementSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE events (
        position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL,
        id BLOB NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);`);
    this.#insert = this.#database.prepare('INSERT INTO events (stream, revision, type, id, data, metadata) VALUES (?, ?, ?, ?, ?, ?)');
    this.#selectStream = this.#database.prepare('SELECT * FROM events WHERE stream = ? ORDER BY revision LIMIT ?');
    this.#selectAll = this.#database.prepare('SELECT * FROM events ORDER BY position LIMIT ?');
  }

  /** One transaction, and so one fsync, for all of them. */
  append(stream: string, firstRevision: number, events: readonly BareEvent[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    events.forEach(({ type, data, metadata }, index) => {
      const [json, metadataJson] = [JSON.stringify(data), JSON.stringify(metadata)];
      this.#insert.run(stream, firstRevision + index, type, randomBytes(16), json, metadataJson);
    });
    this.#database.exec('COMMIT');
  }

  readStream(stream: string, limit: number): number {
    return countParsed(this.#selectStream.iterate(stream, limit));
  }

  readAll(limit: number): number {
    return countParsed(this.#selectAll.iterate(limit));
  }

  close(): void {
    this.#database.close();
  }
}

/** Reads as a client does: with data and metadata as objects. */
function countParsed(rows: Iterable<Record<string, unknown>>): number {
  let count = 0;
  for (const row of rows) if (parsed(row['data']) && parsed(row['metadata'])) count++;
  return count;
}

function parsed(json: unknown): boolean {
  return typeof JSON.parse(json as string) === 'object';
}
