import { readStoppedStore, type RecordedEvent } from '@holdfast/embedded-event-store';
import { parsePosition, type Position, type StoredEvent } from '@holdfast/event-sourcing';
import { anchorStream } from '../contracts/anchor.events.ts';
import type { Anchor } from './anchor.ts';
import type { EventSource } from './verify-trail.ts';

/** The events in the files of an embedded store that does not run; always all of them. */
export function stoppedStoreSource(directory: string): EventSource {
  return {
    async *events(): AsyncGenerator<StoredEvent> {
      yield* await Promise.resolve(storedEventsIn(directory));
    },
    anchors: () => {
      const events = [...anchorsIn(directory)];
      return Promise.resolve(events.map(({ data }) => data as Anchor));
    },
  };
}

function* storedEventsIn(directory: string): Generator<StoredEvent> {
  for (const event of readStoppedStore(directory)) yield storedEvent(event);
}

function* anchorsIn(directory: string): Generator<StoredEvent> {
  for (const event of readStoppedStore(directory)) if (event.streamName === anchorStream) yield storedEvent(event);
}

/** As the client shows it. */
function storedEvent({ id, streamName, revision, type, isJson, data, metadata, position }: RecordedEvent): StoredEvent {
  return {
    ...{ id, stream: streamName, revision: BigInt(revision), type, position: positionOf(position) },
    data: isJson ? parsedOr(textOf(data), data) : data,
    metadata: metadata.length === 0 ? undefined : parsedOr(metadata, metadata),
  };
}

function positionOf(position: number): Position {
  return parsePosition(`${position}/${position}`);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function parsedOr(otherwise: unknown, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return otherwise;
  }
}
