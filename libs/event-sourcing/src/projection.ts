import type { DomainEvent, PositionedEvent } from './event.ts';
import type { ReadModelDatabase } from './read-model-database.ts';

/** Turns events into the rows of a read model. Deterministic; it never refuses a fact, and may be run again from the beginning at any time. */
export interface Projection {
  readonly name: string;
  /** Counted up with every change of schema or meaning: the read model is then built anew. */
  readonly version: number;
  /** Prefixes of the streams it reads. */
  readonly streams: readonly string[];
  /** SQL that creates its tables and indexes in an empty database. */
  readonly schema: string;
  /** Writes what the event means. Runs in the transaction that also moves the checkpoint: exactly once. */
  readonly apply: (event: PositionedEvent, database: ReadModelDatabase) => void;
}

/** One function for each event of a union that the read model cares about. */
export type ProjectionHandlers<Event extends DomainEvent> = {
  readonly [Type in Event['type']]?: (event: PositionedEvent<Extract<Event, { type: Type }>>, database: ReadModelDatabase) => void;
};

/** The `apply` of a projection from a table of handlers; events without one pass. */
export function applyWith<Event extends DomainEvent>(handlers: ProjectionHandlers<Event>): Projection['apply'] {
  const table = new Map(Object.entries(handlers)) as Map<string, (event: PositionedEvent, database: ReadModelDatabase) => void>;
  return (event, database) => table.get(event.type)?.(event, database);
}
