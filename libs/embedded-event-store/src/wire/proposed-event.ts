import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from '../recorded-event.ts';
import { uuidFromWire } from './identifiers.ts';
import { requiredMetadataMissing } from './service-errors.ts';

/** The greatest append, in bytes of data, metadata and type, that EventStoreDB takes before version 25.1. */
export const MAX_APPEND_BYTES = 1024 * 1024;

export function proposedEventFrom(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): ProposedEvent {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined) throw requiredMetadataMissing('type');
  if (contentType === undefined) throw requiredMetadataMissing('content-type');
  return {
    id: uuidFromWire(message.getId()),
    type,
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** The size that counts against the limit: two bytes for each character of the type, as on the real server. */
export function appendSizeOf({ type, data, metadata }: ProposedEvent): number {
  return 2 * type.length + data.byteLength + metadata.byteLength;
}
