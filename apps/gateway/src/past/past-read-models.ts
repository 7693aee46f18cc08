import { ReadModelDatabase, type PositionedEvent, type Projection, type ReadModels } from '@holdfast/event-sourcing';

/** Read models in memory that show some events and nothing else: what query handlers answer from them was true then. */
export function pastReadModels(projections: readonly Projection[], events: readonly PositionedEvent[]): ReadModels & Disposable {
  const database = new ReadModelDatabase(':memory:');
  for (const { schema } of projections) database.execute(schema);
  for (const event of events)
    for (const { streams, apply } of projections) if (streams.some((prefix) => event.stream.startsWith(prefix))) apply(event, database);
  const close = () => {
    database.close();
  };
  // Query handlers look at the database and at nothing else.
  return { database, [Symbol.dispose]: close } as unknown as ReadModels & Disposable;
}
