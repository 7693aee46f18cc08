import { ReadModelDatabase, type DomainEvent, type Projection, type ReadModels } from '@holdfast/event-sourcing';
import { recorded } from '@holdfast/event-sourcing/testing';

/** An event and the stream it was stored in. */
export type Stored = readonly [stream: string, event: DomainEvent];

/** When the first event happened; each next one is a minute later. */
const FIRST = Date.parse('2026-11-22T08:00:00.000Z');

/** When event number `index` of {@link readModelsShowing} happened. */
export function storedAt(index: number): string {
  return new Date(FIRST + index * 60_000).toISOString();
}

/** Read models in memory that have applied these events in order. A projection sees the streams that it asks for, no other. */
export function readModelsShowing(projections: readonly Projection[], ...events: readonly Stored[]): ReadModels {
  const database = new ReadModelDatabase(':memory:');
  for (const projection of projections) database.execute(projection.schema);
  for (const [index, [stream, event]] of events.entries()) {
    const seen = projections.filter(({ streams }) => streams.some((prefix) => stream.startsWith(prefix)));
    for (const projection of seen) projection.apply(recorded(event, index, stream, storedAt(index)), database);
  }
  // Query handlers look at the database and at nothing else.
  return { database } as unknown as ReadModels;
}
