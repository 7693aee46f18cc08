import type { ReadResp } from '@eventstore/db-client/generated/persistent_pb.js';
import { originalEventOf } from '../recorded-event.ts';
import type { RecordedEvent } from '../recorded-event.ts';
import type { GroupMessage } from '../persistent-subscriptions/group-message.ts';
import type { UuidForm } from './identifiers.ts';
import { persistentPb } from './protocol.ts';
import { fillRecordedEvent } from './recorded-event-message.ts';

export function persistentReadEvent({ resolved, retryCount }: GroupMessage, form: UuidForm): ReadResp.ReadEvent {
  const message = new persistentPb.ReadResp.ReadEvent();
  if (resolved.event) message.setEvent(recordedEvent(resolved.event, form));
  if (resolved.link) message.setLink(recordedEvent(resolved.link, form));
  return message.setCommitPosition(String(originalEventOf(resolved).position)).setRetryCount(retryCount);
}

function recordedEvent(event: RecordedEvent, form: UuidForm): ReadResp.ReadEvent.RecordedEvent {
  return fillRecordedEvent(new persistentPb.ReadResp.ReadEvent.RecordedEvent(), event, form);
}
