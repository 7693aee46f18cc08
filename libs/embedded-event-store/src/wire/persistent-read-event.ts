import type { ReadResp } from '@eventstore/db-client/generated/persistent_pb.js';
import type { GroupMessage } from '../persistent-subscriptions/group-message.ts';
import { originalEventOf } from '../recorded-event.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import { TOMBSTONE_REVISION, TOMBSTONE_REVISION_ON_THE_WIRE } from '../storage/system-streams.ts';
import { streamIdentifier, uuidToWire } from './identifiers.ts';
import type { UuidForm } from './identifiers.ts';
import { persistentPb } from './protocol.ts';
import { propertiesOf } from './event-properties.ts';

export function persistentReadEvent({ resolved, retryCount }: GroupMessage, form: UuidForm): ReadResp.ReadEvent {
  const message = new persistentPb.ReadResp.ReadEvent();
  if (resolved.event) message.setEvent(recordedEvent(resolved.event, form));
  if (resolved.link) message.setLink(recordedEvent(resolved.link, form));
  return message.setCommitPosition(String(originalEventOf(resolved).position)).setRetryCount(retryCount);
}

function recordedEvent(event: RecordedEvent, form: UuidForm): ReadResp.ReadEvent.RecordedEvent {
  const position = String(event.position);
  const message = new persistentPb.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidToWire(event.id, form))
    .setStreamIdentifier(streamIdentifier(event.streamName))
    .setStreamRevision(revisionToWire(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  const properties = message.getMetadataMap();
  for (const [name, value] of propertiesOf(event)) properties.set(name, value);
  return message;
}

function revisionToWire(revision: number): string {
  return revision === TOMBSTONE_REVISION ? TOMBSTONE_REVISION_ON_THE_WIRE : String(revision);
}
