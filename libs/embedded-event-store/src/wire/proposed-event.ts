import type { AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from '../recorded-event.ts';
import { uuidFromWire } from './identifiers.ts';
import { requiredMetadataMissing } from './service-errors.ts';

/** The greatest append, in bytes of data, metadata and type, that EventStoreDB takes before version 25.1. */
export const MAX_APPEND_BYTES = 1024 * 1024;

export function proposedEventFrom(message: AppendReq.ProposedMessage): ProposedEvent {
  return proposedEventOf({
    id: uuidFromWire(message.getId()),
    properties: message.getMetadataMap(),
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  });
}

/** @throws the error that the real server answers when the properties lack the type or the content type */
export function proposedEventOf(parts: {
  readonly id: string;
  readonly properties: { get(name: string): string | undefined };
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}): ProposedEvent {
  const type = parts.properties.get('type');
  const contentType = parts.properties.get('content-type');
  if (type === undefined) throw requiredMetadataMissing('type');
  if (contentType === undefined) throw requiredMetadataMissing('content-type');
  return { id: parts.id, type, isJson: contentType === 'application/json', data: parts.data, metadata: parts.metadata };
}

/** The size that counts against the limit: two bytes for each character of the type, as on the real server. */
export function appendSizeOf({ type, data, metadata }: ProposedEvent): number {
  return 2 * type.length + data.byteLength + metadata.byteLength;
}
