import type { GroupMessage } from '../persistent-subscriptions/group-message.ts';
import { groupMessage } from '../persistent-subscriptions/group-message.ts';
import type { RecordedEvent } from '../recorded-event.ts';

/** The event at a revision of a stream; its id tells both. */
export function recordedEvent(revision: number, streamName = 'stream', id = `${streamName}-${revision}`): RecordedEvent {
  const nothing = new Uint8Array();
  return { id, streamName, revision, position: revision, created: 0, type: 'Happened', isJson: true, data: nothing, metadata: nothing };
}

export function messageAt(revision: number, streamName?: string, id?: string): GroupMessage {
  return groupMessage({ event: recordedEvent(revision, streamName, id) }, revision, revision - 1);
}
