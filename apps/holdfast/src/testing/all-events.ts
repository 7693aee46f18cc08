import { EventStoreDBClient, START, type AllStreamRecordedEvent } from '@eventstore/db-client';
import type { EventMetadata } from '@holdfast/event-sourcing';

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** Everything that Holdfast has stored in an event store, in the global order, as the official client reads it. */
export async function allEvents(connectionString: string): Promise<StoredEvent[]> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const events: StoredEvent[] = [];
  for await (const { event } of client.readAll({ fromPosition: START, maxCount: 100_000 })) {
    if (event && !event.type.startsWith('$')) events.push(storedEvent(event));
  }
  await client.dispose();
  return events;
}

function storedEvent({ id, type, streamId, data, metadata }: AllStreamRecordedEvent): StoredEvent {
  return { id, type, stream: streamId, data, metadata: metadata as unknown as EventMetadata };
}

/** The commands that took effect more than once: whose events in a stream are not the one uninterrupted row that one append makes. */
export function repeatedCommands(events: readonly StoredEvent[]): string[] {
  const seen = new Set<string>();
  const lastOf = new Map<string, string>();
  const repeated: string[] = [];
  for (const { stream, type, metadata } of events) {
    const command = `${stream} ${metadata.commandId}`;
    if (lastOf.get(stream) !== command && seen.has(command)) repeated.push(`${command} (${type})`);
    lastOf.set(stream, command);
    seen.add(command);
  }
  return repeated;
}
