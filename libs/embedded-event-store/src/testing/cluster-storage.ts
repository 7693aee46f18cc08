import { randomUUID } from 'node:crypto';
import { EventStore } from '../storage/event-store.ts';

/** What the nodes of a cluster share. */
export function openClusterStorage(directory: string): EventStore {
  return new EventStore({ directory, now: () => new Date(), newId: randomUUID });
}
