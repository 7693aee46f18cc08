import type { EventStore } from '../storage/event-store.ts';

const EPOCH_STREAM = '$epoch-information';
const EPOCH_EVENT_TYPE = '$epoch-information';

/**
 * Gives a new store the event with which the real server's log begins, so that whoever reads all events meets one that nobody appended
 * from the first day on, and not only after moving to a cluster. Resolves when it is on disk.
 */
export async function appendFirstEvent(store: EventStore): Promise<void> {
  if (store.lastPosition > 0) return;
  const epoch = { epochNumber: 0, epochId: store.newId(), epochPosition: 0, timeStamp: store.now().toISOString() };
  const data = Buffer.from(JSON.stringify(epoch));
  await store.appendSystemEvent(EPOCH_STREAM, { type: EPOCH_EVENT_TYPE, isJson: true, data, metadata: new Uint8Array() });
}
