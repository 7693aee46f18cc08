import type { AllStreamRecordedEvent, RecordedEvent as ClientEvent } from '@eventstore/db-client';
import type { EventMetadata, PositionedEvent, RecordedEvent } from './event.ts';

/** A client's event as ours. All of our events are JSON; a foreign one shows as an event without data and metadata. */
export function recordedEvent(event: ClientEvent): RecordedEvent {
  return {
    id: event.id,
    type: event.type,
    data: event.isJson ? objectOrEmpty(event.data) : {},
    stream: event.streamId,
    revision: event.revision,
    metadata: objectOrEmpty(event.metadata) as EventMetadata,
  };
}

/** Only an event that was read from `$all` has a position. */
export function positionedEvent(event: AllStreamRecordedEvent): PositionedEvent {
  return { ...recordedEvent(event), position: event.position };
}

function objectOrEmpty(value: unknown): object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? value : {};
}
