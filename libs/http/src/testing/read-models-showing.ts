import type { Projection, ReadModels } from '@holdfast/event-sourcing';
import { projected, type Stored } from '@holdfast/event-sourcing/testing';

export { storedAt, type Stored } from '@holdfast/event-sourcing/testing';

/** Read models in memory for query handlers, which have applied these events in order. */
export function readModelsShowing(projections: readonly Projection[], ...events: readonly Stored[]): ReadModels {
  // Query handlers look at the database and at nothing else.
  return { database: projected(projections, ...events) } as unknown as ReadModels;
}
