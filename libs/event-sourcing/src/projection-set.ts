import { createHash } from 'node:crypto';
import type { PositionedEvent } from './event.ts';
import type { Projection } from './projection.ts';
import type { ReadModelDatabase } from './read-model-database.ts';
import { ProjectionError } from './read-model-errors.ts';

/** The projections of a process, which write one file together. */
export class ProjectionSet {
  /** Prefixes of the streams that they read. */
  readonly prefixes: readonly string[];
  /** Is the same as long as queries find the same tables. */
  readonly schema: string;
  /** Is the same as long as the same events make the same rows. */
  readonly version: string;
  readonly #projections: readonly Projection[];

  constructor(projections: readonly Projection[]) {
    this.#projections = projections;
    this.prefixes = [...new Set(projections.flatMap(({ streams }) => streams))];
    this.schema = fingerprintOf(projections.map(({ name, schema }) => [name, schema]));
    this.version = fingerprintOf(projections.map(({ name, version, streams, schema }) => [name, version, streams, schema]));
  }

  createTables(database: ReadModelDatabase): void {
    for (const { schema } of this.#projections) database.execute(schema);
  }

  /** Gives an event to those that read its stream. Throws a ProjectionError with what one of them threw. */
  apply(event: PositionedEvent, database: ReadModelDatabase): void {
    for (const projection of this.#projections)
      if (projection.streams.some((prefix) => event.stream.startsWith(prefix))) applyOne(projection, event, database);
  }
}

function applyOne({ name, apply }: Projection, event: PositionedEvent, database: ReadModelDatabase): void {
  try {
    apply(event, database);
  } catch (error) {
    throw new ProjectionError(name, event, error);
  }
}

function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
