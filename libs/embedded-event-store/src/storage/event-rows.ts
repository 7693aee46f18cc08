import type { RecordedEvent } from '../recorded-event.ts';

/** A row of the query in `EVENT_COLUMNS`. */
export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly created: number;
  readonly is_json: number;
  readonly type: string;
  readonly id: Uint8Array;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** A row of the query in `BEGINNING_COLUMNS`: what a filter goes by. */
export type BeginningRow = Pick<EventRow, 'position' | 'stream' | 'type'>;

const EVENTS = 'FROM events e JOIN streams s ON s.id = e.stream_id';

export const EVENT_COLUMNS = `e.position, s.name AS stream, e.revision, e.created, e.is_json, e.type, e.id, e.data, e.metadata ${EVENTS}`;
export const BEGINNING_COLUMNS = `e.position, s.name AS stream, e.type ${EVENTS}`;

export function recordedEventOf(row: EventRow): RecordedEvent {
  return {
    position: row.position,
    streamName: row.stream,
    revision: row.revision,
    created: row.created,
    isJson: row.is_json === 1,
    type: row.type,
    id: uuidOf(row.id),
    data: row.data,
    metadata: row.metadata,
  };
}

export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function bytesOfUuid(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** How much of the log an event takes: what positions grow by. */
export function sizeInLog(event: { type: string; data: Uint8Array; metadata: Uint8Array }): number {
  return 64 + event.type.length + event.data.byteLength + event.metadata.byteLength;
}
