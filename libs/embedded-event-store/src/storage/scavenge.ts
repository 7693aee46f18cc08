import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EventLog } from './event-log.ts';
import { firstVisibleRevision } from './event-reader.ts';
import type { GroupCommit } from './group-commit.ts';
import { nextTurn } from './next-turn.ts';
import type { StreamHead } from './stream-heads.ts';
import { isSoftDeleted } from './stream-metadata.ts';
import { TOMBSTONE_REVISION } from './system-streams.ts';

/** What a scavenge has achieved. */
export interface ScavengeResult {
  readonly removedEvents: number;
  /** How much smaller the store's file has become. */
  readonly freedBytes: number;
}

/** Small enough that writers in between hardly notice. */
const STREAMS_A_TURN = 200;
const EVENTS_A_TURN = 1000;
const PAGES_A_TURN = 256;

/**
 * Removes for good what no reader of a stream sees any more: what `$maxCount`, `$maxAge` and `$tb` hide, deleted streams, outdated
 * metadata, and everything of a tombstoned stream but its end. The last event of the log stays in any case, so that positions go on.
 *
 * Works in small steps between other writes. A crash in between loses nothing but the rest of the work.
 */
export class Scavenge {
  readonly #database: DatabaseSync;
  readonly #log: EventLog;
  readonly #commit: GroupCommit;
  readonly #now: () => Date;
  readonly #selectStreams: StatementSync;
  readonly #deleteEvents: StatementSync;

  constructor(database: DatabaseSync, log: EventLog, commit: GroupCommit, now: () => Date) {
    this.#database = database;
    this.#log = log;
    this.#commit = commit;
    this.#now = now;
    this.#selectStreams = database.prepare('SELECT id, name FROM streams WHERE id > ? ORDER BY id LIMIT ?');
    this.#deleteEvents = database.prepare(
      `DELETE FROM events WHERE position IN (
         SELECT position FROM events
         WHERE stream_id = ? AND (revision < ? OR created < ?) AND position < ? LIMIT ?)`,
    );
  }

  /** @param signal ends the work early; what was removed until then stays removed */
  async run(signal: AbortSignal): Promise<ScavengeResult> {
    const pagesBefore = this.#pragma('page_count');
    let removedEvents = 0;
    for await (const name of this.#streamNames()) {
      if (signal.aborted) break;
      removedEvents += await this.#removeHidden(name);
    }
    await this.#giveBackSpace(signal);
    return { removedEvents, freedBytes: (pagesBefore - this.#pragma('page_count')) * this.#pragma('page_size') };
  }

  async *#streamNames(): AsyncGenerator<string> {
    for (let last = 0; ;) {
      const streams = this.#selectStreams.all(last, STREAMS_A_TURN) as unknown as readonly { id: number; name: string }[];
      for (const { name } of streams) yield name;
      last = streams.at(-1)?.id ?? last;
      if (streams.length < STREAMS_A_TURN) return;
      await nextTurn();
    }
  }

  async #removeHidden(streamName: string): Promise<number> {
    if (this.#hiddenPart(streamName) === undefined) return 0;
    let removed = 0;
    for (let step = EVENTS_A_TURN; step === EVENTS_A_TURN; removed += step) {
      step = await this.#commit.submit(() => this.#removeSome(streamName));
    }
    return removed;
  }

  #removeSome(streamName: string): number {
    const { id } = this.#log.heads.get(streamName);
    const hidden = this.#hiddenPart(streamName);
    if (id === undefined || hidden === undefined) return 0;
    const { changes } = this.#deleteEvents.run(id, hidden.before, hidden.olderThan, this.#log.lastPosition, EVENTS_A_TURN);
    return Number(changes);
  }

  /** @returns undefined when readers see all of the stream */
  #hiddenPart(streamName: string): { readonly before: number; readonly olderThan: number } | undefined {
    const head = this.#log.heads.get(streamName);
    const { maxAgeSeconds } = head.metadata;
    // The tombstone itself stays, however old it is, and nothing else does.
    if (this.#isDeleted(head)) return { before: TOMBSTONE_REVISION, olderThan: 0 };
    const before = firstVisibleRevision(head);
    const olderThan = maxAgeSeconds === undefined ? 0 : this.#now().getTime() - maxAgeSeconds * 1000;
    return before === 0 && olderThan === 0 ? undefined : { before, olderThan };
  }

  #isDeleted({ name, metadata }: StreamHead): boolean {
    return this.#log.heads.isTombstoned(name) || isSoftDeleted(metadata);
  }

  async #giveBackSpace(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#pragma('freelist_count') > 0) {
      this.#database.exec(`PRAGMA incremental_vacuum(${PAGES_A_TURN})`);
      await nextTurn();
    }
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #pragma(name: string): number {
    return this.#database.prepare(`PRAGMA ${name}`).get()?.[name] as number;
  }
}
