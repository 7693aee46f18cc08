import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import type { ProposedEvent } from '../recorded-event.ts';
import { bytesOfUuid, sizeInLog, uuidOf } from './event-rows.ts';
import type { EventPlace } from './expected-revision.ts';
import type { StreamHead } from './stream-heads.ts';
import { StreamHeads } from './stream-heads.ts';
import { parseStreamMetadata } from './stream-metadata.ts';
import { isMetadataStream, originalStreamOf } from './system-streams.ts';

/** How many event ids are remembered for appends that name no revision. */
const RECENT_EVENTS = 50_000;

interface RecentEvent extends EventPlace {
  readonly streamName: string;
}

/** Adds events at the end of the log. Runs inside a transaction that somebody else opens and ends. */
export class EventLog {
  readonly heads: StreamHeads;
  readonly #recent = new LRUCache<string, RecentEvent>({ max: RECENT_EVENTS });
  readonly #now: () => Date;
  readonly #insertStream: StatementSync;
  readonly #updateStream: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #selectLastPosition: StatementSync;
  readonly #selectId: StatementSync;
  #lastPosition: number;

  constructor(database: DatabaseSync, now: () => Date) {
    this.heads = new StreamHeads(database);
    this.#now = now;
    this.#insertStream = database.prepare('INSERT INTO streams (name, last_revision) VALUES (?, ?)');
    this.#updateStream = database.prepare('UPDATE streams SET last_revision = ? WHERE id = ?');
    this.#insertEvent = database.prepare(
      'INSERT INTO events (position, stream_id, revision, created, is_json, type, id, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#selectLastPosition = database.prepare('SELECT coalesce(max(position), 0) AS position FROM events');
    this.#selectId = database.prepare('SELECT position, id FROM events WHERE stream_id = ? AND revision = ?');
    this.#lastPosition = this.#loadLastPosition();
  }

  /** The position of the last event, 0 in an empty log. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** Appends one event or more after the last revision, and returns where the last of them stands. */
  append(streamName: string, events: readonly ProposedEvent[]): EventPlace {
    return this.appendFrom(streamName, this.heads.get(streamName).lastRevision + 1, events);
  }

  appendFrom(streamName: string, firstRevision: number, events: readonly ProposedEvent[]): EventPlace {
    const head = this.heads.get(streamName);
    const lastRevision = firstRevision + events.length - 1;
    const id = this.#saveStream(head, lastRevision);
    const created = this.#now().getTime();
    events.forEach((event, index) => {
      this.#insert(id, streamName, firstRevision + index, created, event);
    });
    this.heads.set({ ...head, id, lastRevision });
    this.#applyMetadata(streamName, events);
    return { revision: lastRevision, position: this.#lastPosition };
  }

  recent(streamName: string, eventId: string): EventPlace | undefined {
    const found = this.#recent.get(eventId);
    return found?.streamName === streamName ? found : undefined;
  }

  at(head: StreamHead, revision: number, eventId: string): EventPlace | undefined {
    if (head.id === undefined || revision > head.lastRevision) return undefined;
    const row = this.#selectId.get(head.id, revision) as { position: number; id: Uint8Array } | undefined;
    return row && uuidOf(row.id) === eventId ? { revision, position: row.position } : undefined;
  }

  /** After a transaction that failed: believe the disk alone. */
  forget(): void {
    this.heads.forgetAll();
    this.#recent.clear();
    this.#lastPosition = this.#loadLastPosition();
  }

  #loadLastPosition(): number {
    return (this.#selectLastPosition.get() as { position: number }).position;
  }

  #saveStream(head: StreamHead, lastRevision: number): number {
    if (head.id === undefined) return Number(this.#insertStream.run(head.name, lastRevision).lastInsertRowid);
    this.#updateStream.run(lastRevision, head.id);
    return head.id;
  }

  #insert(streamId: number, streamName: string, revision: number, created: number, event: ProposedEvent): void {
    const position = this.#lastPosition + sizeInLog(event);
    this.#insertEvent.run(
      position,
      streamId,
      revision,
      created,
      event.isJson ? 1 : 0,
      event.type,
      bytesOfUuid(event.id),
      event.data,
      event.metadata,
    );
    this.#lastPosition = position;
    this.#recent.set(event.id, { streamName, revision, position });
  }

  #applyMetadata(streamName: string, events: readonly ProposedEvent[]): void {
    const last = events.at(-1);
    if (!last || !isMetadataStream(streamName)) return;
    const head = this.heads.get(originalStreamOf(streamName));
    if (isMetadataStream(head.name)) return;
    this.heads.set({ ...head, metadata: parseStreamMetadata(last.data) });
  }
}
