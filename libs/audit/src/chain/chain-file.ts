import { formatPosition, parsePosition, ReadModelDatabase, type Position } from '@holdfast/event-sourcing';
import { BEGINNING, type ChainLink } from './chain-link.ts';

/** How far the chain goes. */
export interface ChainEnd {
  /** The number of its last event; 0 when there is none. */
  readonly number: number;
  readonly hash: Buffer;
  /** Everything stored up to here was looked at. */
  readonly position: Position | undefined;
}

/** Processes of one data directory write one after the other. */
const WAITS_MS = 5_000;

interface LinkRow {
  readonly number: number;
  readonly eventId: string;
  readonly hash: Uint8Array;
}

/**
 * The chain outside of the event store: the hash of each event, so that one that is not as it was can be named. Several processes may write
 * it: what one has written, another one does not write again.
 */
export class ChainFile {
  readonly #database: ReadModelDatabase;

  constructor(path: string, options: { readonly readOnly?: boolean } = {}) {
    this.#database = new ReadModelDatabase(path, { ...options, waitsFor: WAITS_MS });
    if (options.readOnly) return;
    this.#database.execute(`
      CREATE TABLE IF NOT EXISTS link (number INTEGER PRIMARY KEY, eventId TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
      CREATE INDEX IF NOT EXISTS link_event ON link (eventId);
      CREATE TABLE IF NOT EXISTS reached (id INTEGER PRIMARY KEY CHECK (id = 1), position TEXT NOT NULL) STRICT;
    `);
  }

  end(): ChainEnd {
    const last = this.#database.get<LinkRow>('SELECT number, eventId, hash FROM link ORDER BY number DESC LIMIT 1');
    const reached = this.#database.get<{ position: string }>('SELECT position FROM reached');
    return {
      number: last?.number ?? 0,
      hash: last ? Buffer.from(last.hash) : BEGINNING,
      position: reached && parsePosition(reached.position),
    };
  }

  /** Writes links after an end, and up to where was looked. Answers false, and writes nothing, when the chain does not end there any more. */
  append(end: ChainEnd, links: readonly ChainLink[], position: Position): boolean {
    let isWritten = false;
    this.#database.transaction(() => {
      const present = this.end();
      if (present.number !== end.number || !present.hash.equals(end.hash)) return;
      for (const { number, eventId, hash } of links) this.#database.run('INSERT INTO link VALUES (?, ?, ?)', number, eventId, hash);
      this.#database.run('INSERT OR REPLACE INTO reached VALUES (1, ?)', formatPosition(position));
      isWritten = true;
    });
    return isWritten;
  }

  link(number: number): ChainLink | undefined {
    const row = this.#database.get<LinkRow>('SELECT number, eventId, hash FROM link WHERE number = ?', number);
    return row && { ...row, hash: Buffer.from(row.hash) };
  }

  /** The number under which an event was chained. */
  numberOf(eventId: string): number | undefined {
    return this.#database.get<{ number: number }>('SELECT number FROM link WHERE eventId = ?', eventId)?.number;
  }

  close(): void {
    this.#database.close();
  }
}
