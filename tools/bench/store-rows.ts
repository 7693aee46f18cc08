import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';

export interface RowEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

/**
 * Fills an embedded store, that nobody has open, with events of the past. Writes the rows by itself, because appending ten million events
 * takes a quarter of an hour: the one place outside of the store that knows its tables.
 */
export class StoreRows implements Disposable {
  readonly #database: DatabaseSync;
  readonly #insertStream: StatementSync;
  readonly #insertEvent: StatementSync;
  #position: number;

  private constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec('PRAGMA synchronous = OFF; BEGIN');
    this.#insertStream = this.#database.prepare('INSERT INTO streams (name, last_revision) VALUES (?, ?) RETURNING id');
    this.#insertEvent = this.#database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)');
    // A store begins with events of its own.
    const last = this.#database.prepare('SELECT coalesce(max(position), 0) AS position FROM events').get() as { position: number };
    this.#position = last.position;
  }

  /** Makes the store if there is none. */
  static async open(directory: string): Promise<StoreRows> {
    const store = await startEmbeddedEventStore({ directory });
    await store.close();
    return new StoreRows(join(directory, 'events.db'));
  }

  /** A new stream that is going to have so many events. Answers its number. */
  newStream(name: string, events: number): number {
    return (this.#insertStream.get(name, events - 1) as { id: number }).id;
  }

  add(stream: number, revision: number, { type, data, metadata }: RowEvent): void {
    const [dataBytes, metadataBytes] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(metadata))];
    this.#position += 64 + dataBytes.length + metadataBytes.length;
    this.#insertEvent.run(this.#position, stream, revision, Date.now(), type, randomBytes(16), dataBytes, metadataBytes);
  }

  /** A new stream with all of its events. */
  addStream(name: string, events: readonly RowEvent[]): void {
    const stream = this.newStream(name, events.length);
    events.forEach((event, revision) => {
      this.add(stream, revision, event);
    });
  }

  /** Stores what was added. */
  [Symbol.dispose](): void {
    this.#database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }
}
