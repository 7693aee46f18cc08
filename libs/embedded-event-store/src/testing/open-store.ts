import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from '../recorded-event.ts';
import { EventStore } from '../storage/event-store.ts';
import { inTemporaryDirectory } from './temporary-store.ts';

/** A store without the protocol for `use`; `reopen` closes it and opens it again. */
export function withOpenStore(use: (current: () => EventStore, reopen: () => Promise<void>) => Promise<void>): Promise<void> {
  return inTemporaryDirectory(async (directory) => {
    const open = (): EventStore => new EventStore({ directory, now: () => new Date(), newId: randomUUID });
    let store = open();
    const reopen = async (): Promise<void> => {
      await store.close();
      store = open();
    };
    try {
      await use(() => store, reopen);
    } finally {
      await store.close();
    }
  });
}

function proposedEvents(count: number, type = 'Happened'): ProposedEvent[] {
  const nothing = new Uint8Array();
  return Array.from({ length: count }, () => ({ id: randomUUID(), type, isJson: false, data: nothing, metadata: nothing }));
}

export async function appendEvents(store: EventStore, streamName: string, count: number): Promise<void> {
  await store.writer.append({ streamName, expected: 'any', events: proposedEvents(count) });
}
