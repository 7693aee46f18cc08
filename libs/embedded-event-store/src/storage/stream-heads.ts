import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { METADATA_OF_METADATA_STREAMS, NO_METADATA, parseStreamMetadata } from './stream-metadata.ts';
import type { StreamMetadata } from './stream-metadata.ts';
import { isMetadataStream, metadataStreamOf, originalStreamOf, TOMBSTONE_REVISION } from './system-streams.ts';

/** Where a stream stands: all that a decision about it needs. */
export interface StreamHead {
  readonly name: string;
  /** Undefined as long as the stream never had an event. */
  readonly id: number | undefined;
  /** -1 as long as the stream never had an event; TOMBSTONE_REVISION after its end. */
  readonly lastRevision: number;
  readonly metadata: StreamMetadata;
}

const CAPACITY = 20_000;

/** The heads of the streams in use, loaded when first asked for, so that memory does not grow with the number of streams. */
export class StreamHeads {
  readonly #cache = new LRUCache<string, StreamHead>({ max: CAPACITY });
  readonly #selectStream: StatementSync;
  readonly #selectLastData: StatementSync;

  constructor(database: DatabaseSync) {
    this.#selectStream = database.prepare('SELECT id, last_revision FROM streams WHERE name = ?');
    this.#selectLastData = database.prepare('SELECT data FROM events WHERE stream_id = ? ORDER BY revision DESC LIMIT 1');
  }

  get(streamName: string): StreamHead {
    const cached = this.#cache.get(streamName);
    if (cached) return cached;
    const head = this.#load(streamName);
    this.#cache.set(streamName, head);
    return head;
  }

  set(head: StreamHead): void {
    this.#cache.set(head.name, head);
  }

  /** After a transaction that failed: what was cached may never have been stored. */
  forgetAll(): void {
    this.#cache.clear();
  }

  /** The end of a stream is the end of its metadata, too. */
  isTombstoned(streamName: string): boolean {
    if (this.get(streamName).lastRevision === TOMBSTONE_REVISION) return true;
    return isMetadataStream(streamName) && this.get(originalStreamOf(streamName)).lastRevision === TOMBSTONE_REVISION;
  }

  #load(name: string): StreamHead {
    const row = this.#selectStream.get(name) as { id: number; last_revision: number } | undefined;
    return { name, id: row?.id, lastRevision: row?.last_revision ?? -1, metadata: this.#loadMetadata(name) };
  }

  #loadMetadata(name: string): StreamMetadata {
    if (isMetadataStream(name)) return METADATA_OF_METADATA_STREAMS;
    const data = this.lastDataOf(metadataStreamOf(name));
    return data ? parseStreamMetadata(data) : NO_METADATA;
  }

  /** The data of the last event of a stream, whatever its metadata hides. */
  lastDataOf(streamName: string): Uint8Array | undefined {
    const stream = this.#selectStream.get(streamName) as { id: number } | undefined;
    const row = stream && (this.#selectLastData.get(stream.id) as { data: Uint8Array } | undefined);
    return row?.data;
  }
}
