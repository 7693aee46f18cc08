import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { originalEventOf } from '../recorded-event.ts';
import type { RecordedEvent, ResolvedEvent } from '../recorded-event.ts';
import { TOMBSTONE_REVISION, TOMBSTONE_REVISION_ON_THE_WIRE } from '../storage/system-streams.ts';
import { streamIdentifier, uuidToWire } from './identifiers.ts';
import type { UuidForm } from './identifiers.ts';
import { streamsPb } from './protocol.ts';

const TICKS_PER_MILLISECOND = '0000';

function revisionToWire(revision: number): string {
  return revision === TOMBSTONE_REVISION ? TOMBSTONE_REVISION_ON_THE_WIRE : String(revision);
}

export function readEvent(resolved: ResolvedEvent, form: UuidForm): ReadResp.ReadEvent {
  const message = new streamsPb.ReadResp.ReadEvent();
  if (resolved.event) message.setEvent(recordedEvent(resolved.event, form));
  if (resolved.link) message.setLink(recordedEvent(resolved.link, form));
  return message.setCommitPosition(String(originalEventOf(resolved).position));
}

function recordedEvent(event: RecordedEvent, form: UuidForm): ReadResp.ReadEvent.RecordedEvent {
  return fillRecordedEvent(new streamsPb.ReadResp.ReadEvent.RecordedEvent(), event, form);
}

/** What the messages of streams and of persistent subscriptions have in common, in two classes without a common ancestor. */
interface RecordedEventMessage {
  setId(id: ReturnType<typeof uuidToWire>): unknown;
  setStreamIdentifier(identifier: ReturnType<typeof streamIdentifier>): unknown;
  setStreamRevision(revision: string): unknown;
  setCommitPosition(position: string): unknown;
  setPreparePosition(position: string): unknown;
  setData(data: Uint8Array): unknown;
  setCustomMetadata(metadata: Uint8Array): unknown;
  getMetadataMap(): { set(key: string, value: string): unknown };
}

export function fillRecordedEvent<Message extends RecordedEventMessage>(message: Message, event: RecordedEvent, form: UuidForm): Message {
  const position = String(event.position);
  message.setId(uuidToWire(event.id, form));
  message.setStreamIdentifier(streamIdentifier(event.streamName));
  message.setStreamRevision(revisionToWire(event.revision));
  message.setCommitPosition(position);
  message.setPreparePosition(position);
  message.setData(event.data);
  message.setCustomMetadata(event.metadata);
  const properties = message.getMetadataMap();
  properties.set('type', event.type);
  properties.set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  properties.set('created', `${event.created}${TICKS_PER_MILLISECOND}`);
  return message;
}
