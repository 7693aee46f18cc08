import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RecordedEvent } from '../recorded-event.ts';
import { BEGINNING_COLUMNS, EVENT_COLUMNS, recordedEventOf, sizeInLog } from './event-rows.ts';
import type { BeginningRow, EventRow } from './event-rows.ts';
import type { StreamHead, StreamHeads } from './stream-heads.ts';
import { isSoftDeleted } from './stream-metadata.ts';
import type { StreamMetadata } from './stream-metadata.ts';

/** Whether an event is wanted, told from its stream and type alone. */
export type EventFilter = (event: { readonly streamName: string; readonly type: string }) => boolean;

export type Direction = 'forwards' | 'backwards';

/** A page holds at most this many events, and no more once it holds this many bytes: what one slow reader can cost. */
const PAGE_EVENTS = 512;
const PAGE_BYTES = 1024 * 1024;

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Nothing follows in this direction at the time of reading. */
  readonly isLast: boolean;
}

/** An event that was looked at; it is there if it is wanted. */
interface Considered {
  readonly position: number;
  readonly event: RecordedEvent | undefined;
}

/** A page of all events, some of which a filter may have taken out. */
export interface AllPage extends Page {
  /** How many events were looked at, and the position of the last of them. */
  readonly considered: number;
  readonly lastConsidered: number | undefined;
}

export interface StreamPageRequest {
  readonly streamName: string;
  /** The first revision to return, in either direction. */
  readonly from: number;
  readonly direction: Direction;
  readonly limit: number;
}

export interface AllPageRequest {
  /** Forwards the first position to return; backwards everything returned is smaller. */
  readonly from: number;
  readonly direction: Direction;
  /** How many events to look at. */
  readonly limit: number;
  readonly filter?: EventFilter;
}

/** Reads pages of events. What metadata hides is left out of a stream, but not out of the order of all events. */
export class EventReader {
  readonly #heads: StreamHeads;
  readonly #now: () => Date;
  readonly #streamForwards: StatementSync;
  readonly #streamBackwards: StatementSync;
  readonly #allForwards: StatementSync;
  readonly #allBackwards: StatementSync;
  readonly #beginningsForwards: StatementSync;
  readonly #beginningsBackwards: StatementSync;
  readonly #one: StatementSync;

  constructor(database: DatabaseSync, heads: StreamHeads, now: () => Date) {
    this.#heads = heads;
    this.#now = now;
    const stream = `SELECT ${EVENT_COLUMNS} WHERE e.stream_id = ? AND e.revision BETWEEN ? AND ? AND e.created >= ?`;
    this.#streamForwards = database.prepare(`${stream} ORDER BY e.revision LIMIT ?`);
    this.#streamBackwards = database.prepare(`${stream} ORDER BY e.revision DESC LIMIT ?`);
    const forwards = 'WHERE e.position >= ? ORDER BY e.position LIMIT ?';
    const backwards = 'WHERE e.position < ? ORDER BY e.position DESC LIMIT ?';
    this.#allForwards = database.prepare(`SELECT ${EVENT_COLUMNS} ${forwards}`);
    this.#allBackwards = database.prepare(`SELECT ${EVENT_COLUMNS} ${backwards}`);
    this.#beginningsForwards = database.prepare(`SELECT ${BEGINNING_COLUMNS} ${forwards}`);
    this.#beginningsBackwards = database.prepare(`SELECT ${BEGINNING_COLUMNS} ${backwards}`);
    this.#one = database.prepare(`SELECT ${EVENT_COLUMNS} WHERE e.position = ?`);
  }

  /** @returns why there is nothing to read, or undefined when the stream may be read. */
  absenceOf(streamName: string): 'not-found' | 'tombstoned' | undefined {
    if (this.#heads.isTombstoned(streamName)) return 'tombstoned';
    const head = this.#heads.get(streamName);
    return head.lastRevision < 0 || isSoftDeleted(head.metadata) ? 'not-found' : undefined;
  }

  metadataOf(streamName: string): StreamMetadata {
    return this.#heads.get(streamName).metadata;
  }

  lastRevisionOf(streamName: string): number {
    return this.#heads.get(streamName).lastRevision;
  }

  /** The first revision that metadata leaves to see; there need not be an event at it. */
  firstRevisionOf(streamName: string): number {
    return firstVisibleRevision(this.#heads.get(streamName));
  }

  streamPage({ streamName, from, direction, limit }: StreamPageRequest): Page {
    const head = this.#heads.get(streamName);
    if (head.id === undefined || isSoftDeleted(head.metadata)) return { events: [], isLast: true };
    const first = firstVisibleRevision(head);
    const oldest = this.#oldestVisible(head);
    return direction === 'forwards'
      ? takePage(this.#streamForwards, [head.id, Math.max(from, first), Number.MAX_SAFE_INTEGER, oldest], limit)
      : takePage(this.#streamBackwards, [head.id, first, Math.min(from, Number.MAX_SAFE_INTEGER), oldest], limit);
  }

  allPage({ from, direction, limit, filter }: AllPageRequest): AllPage {
    const wanted = Math.min(limit, PAGE_EVENTS);
    const events: RecordedEvent[] = [];
    const page = { events, considered: 0, lastConsidered: undefined as number | undefined };
    let bytes = 0;
    const first = Math.min(from, Number.MAX_SAFE_INTEGER);
    for (const { position, event } of filter ? this.#matching(filter, direction, first, wanted) : this.#all(direction, first, wanted)) {
      page.considered++;
      page.lastConsidered = position;
      if (!event) continue;
      events.push(event);
      bytes += sizeInLog(event);
      if (bytes >= PAGE_BYTES) return { ...page, isLast: false };
    }
    return { ...page, isLast: page.considered < wanted };
  }

  *#all(direction: Direction, from: number, limit: number): Generator<Considered> {
    const statement = direction === 'forwards' ? this.#allForwards : this.#allBackwards;
    for (const row of statement.iterate(from, limit) as unknown as Iterable<EventRow>)
      yield { position: row.position, event: isHiddenFromAll(row.stream) ? undefined : recordedEventOf(row) };
  }

  /** Looks at the beginning of each row, and reads the rest of it only if the filter wants the event. */
  *#matching(filter: EventFilter, direction: Direction, from: number, limit: number): Generator<Considered> {
    const statement = direction === 'forwards' ? this.#beginningsForwards : this.#beginningsBackwards;
    for (const { position, stream: streamName, type } of statement.iterate(from, limit) as unknown as Iterable<BeginningRow>) {
      const isWanted = !isHiddenFromAll(streamName) && filter({ streamName, type });
      yield { position, event: isWanted ? recordedEventOf(this.#one.get(position) as unknown as EventRow) : undefined };
    }
  }

  #oldestVisible({ metadata }: StreamHead): number {
    return metadata.maxAgeSeconds === undefined ? 0 : this.#now().getTime() - metadata.maxAgeSeconds * 1000;
  }
}

/** What persistent subscriptions to $all write would otherwise be delivered to them again. */
function isHiddenFromAll(streamName: string): boolean {
  return streamName.startsWith('$persistentsubscription-$all::') && /-(checkpoint|parked)$/.test(streamName);
}

/** The first revision that `$maxCount` and `$tb` leave to see. */
export function firstVisibleRevision({ lastRevision, metadata }: StreamHead): number {
  const byCount = metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1;
  return Math.max(0, byCount, metadata.truncateBefore ?? 0);
}

function takePage(statement: StatementSync, parameters: readonly number[], limit: number): Page {
  const wanted = Math.min(limit, PAGE_EVENTS);
  const events: RecordedEvent[] = [];
  let bytes = 0;
  for (const row of statement.iterate(...parameters, wanted)) {
    const event = recordedEventOf(row as unknown as EventRow);
    events.push(event);
    bytes += sizeInLog(event);
    if (bytes >= PAGE_BYTES) return { events, isLast: false };
  }
  return { events, isLast: events.length < wanted };
}
