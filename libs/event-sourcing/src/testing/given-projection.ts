import { expect } from '@jest/globals';
import type { DomainEvent } from '../event.ts';
import type { Projection } from '../projection.ts';
import { ReadModelDatabase } from '../read-model-database.ts';
import { recorded } from './recorded.ts';

/** An event and the stream it was stored in. */
export type Stored = readonly [stream: string, event: DomainEvent];

/** When the first event happened; each next one is a minute later. */
const FIRST = Date.parse('2026-11-22T08:00:00.000Z');

/** When event number `index` of {@link projected} happened. */
export function storedAt(index: number): string {
  return new Date(FIRST + index * 60_000).toISOString();
}

/** Read models in memory that have applied these events in order, as they come from the store. A projection sees the streams it asks for. */
export function projected(projections: readonly Projection[], ...events: readonly Stored[]): ReadModelDatabase {
  const database = new ReadModelDatabase(':memory:');
  for (const { schema } of projections) database.execute(schema);
  for (const [index, [stream, event]] of events.entries()) {
    const stored = recorded(asStored(event), index, stream, storedAt(index));
    const seen = projections.filter(({ streams }) => streams.some((prefix) => stream.startsWith(prefix)));
    for (const projection of seen) projection.apply(stored, database);
  }
  return database;
}

/** `givenProjection(projection, ...events).when(...more).thenRows(sql, ...rows)`: whole rows are compared, in their order, and all of them. */
export function givenProjection(projection: Projection, ...events: readonly Stored[]) {
  return {
    when: (...more: readonly Stored[]) => givenProjection(projection, ...events, ...more),
    thenRows: (sql: string, ...rows: readonly object[]): void => {
      const found = projected([projection], ...events).all(sql);
      expect(found.map((row) => ({ ...row }))).toEqual(rows);
    },
  };
}

function asStored(event: DomainEvent): DomainEvent {
  return JSON.parse(JSON.stringify(event)) as DomainEvent;
}
