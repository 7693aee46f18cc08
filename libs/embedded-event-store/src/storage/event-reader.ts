import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RecordedEvent } from '../recorded-event.ts';
import { EVENT_COLUMNS, recordedEventOf, sizeInLog } from './event-rows.ts';
import type { EventRow } from './event-rows.ts';
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
  readonly #rest: StatementSync;

  constructor(database: DatabaseSync, heads: StreamHeads, now: () => Date) {
    this.#heads = heads;
    this.#now = now;
    const stream = `SELECT ${EVENT_COLUMNS} WHERE e.stream_id = ? AND e.revision BETWEEN ? AND ? AND e.created >= ?`;
    this.#streamForwards = database.prepare(`${stream} ORDER BY e.revision LIMIT ?`);
    this.#streamBackwards = database.prepare(`${stream} ORDER BY e.revision DESC LIMIT ?`);
    const all = `SELECT e.position, s.name AS stream, e.type FROM events e JOIN streams s ON s.id = e.stream_id`;
    this.#allForwards = database.prepare(`${all} WHERE e.position >= ? ORDER BY e.position LIMIT ?`);
    this.#allBackwards = database.prepare(`${all} WHERE e.position < ? ORDER BY e.position DESC LIMIT ?`);
    this.#rest = database.prepare(`SELECT ${EVENT_COLUMNS} WHERE e.position = ?`);
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

  /** Looks at the beginning of each row first, and reads the rest of it only if the filter wants the event. */
  allPage({ from, direction, limit, filter = () => true }: AllPageRequest): AllPage {
    const wanted = Math.min(limit, PAGE_EVENTS);
    const events: RecordedEvent[] = [];
    const page = { events, considered: 0, lastConsidered: undefined as number | undefined };
    let bytes = 0;
    for (const row of this.#beginnings(from, direction, wanted)) {
      page.considered++;
      page.lastConsidered = row.position;
      const { stream: streamName, type } = row;
      if (isHiddenFromAll(streamName) || !filter({ streamName, type })) continue;
      const event = recordedEventOf(this.#rest.get(row.position) as unknown as EventRow);
      events.push(event);
      bytes += sizeInLog(event);
      if (bytes >= PAGE_BYTES) return { ...page, isLast: false };
    }
    return { ...page, isLast: page.considered < wanted };
  }

  #beginnings(from: number, direction: Direction, limit: number): Iterable<Pick<EventRow, 'position' | 'stream' | 'type'>> {
    const statement = direction === 'forwards' ? this.#allForwards : this.#allBackwards;
    return statement.iterate(Math.min(from, Number.MAX_SAFE_INTEGER), limit) as unknown as Iterable<EventRow>;
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
