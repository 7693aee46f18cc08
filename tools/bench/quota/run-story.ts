import { EventStoreDBClient, START } from '@eventstore/db-client';
import type { EventMetadata } from '@holdfast/event-sourcing';

/** What the events tell about the first run. */
export interface RunStory {
  /** All that were stored from its beginning on, those of accounts and sagas included. */
  readonly events: number;
  /** From its beginning until every task was written down; null when that did not come. */
  readonly planningMs: number | null;
}

/** Reads all events of an event store. Throws when there is no run. */
export async function readRunStory(connectionString: string): Promise<RunStory> {
  await using resources = new AsyncDisposableStack();
  const client = resources.adopt(EventStoreDBClient.connectionString(connectionString), (it) => it.dispose());
  const times = new Map<string, number>();
  let events = 0;
  for await (const { event } of client.readAll({ fromPosition: START })) {
    if (!event || event.type.startsWith('$')) continue;
    if (['RunStarted', 'RunPlanned'].includes(event.type))
      times.set(event.type, Date.parse((event.metadata as unknown as EventMetadata).at));
    if (times.size > 0) events++;
  }
  const [started, planned] = [times.get('RunStarted'), times.get('RunPlanned')];
  if (started === undefined) throw new Error('There is no run.');
  return { events, planningMs: planned === undefined ? null : planned - started };
}
