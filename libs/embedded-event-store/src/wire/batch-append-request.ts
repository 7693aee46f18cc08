import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import protobuf from 'protobufjs/minimal.js';
import type { ProposedEvent } from '../recorded-event.ts';
import { uuidFromWire } from './identifiers.ts';
import { proposedEventOf } from './proposed-event.ts';
import { sharedPb, streamsPb } from './protocol.ts';
import { BYTES, field } from './protobuf-fields.ts';

/** A message of the call BatchAppend. Its events are still encoded: the generated classes would take longer to read them than the disk to keep them. */
export interface BatchAppendRequest {
  /** Everything but the events. */
  readonly message: BatchAppendReq;
  readonly events: readonly Uint8Array[];
}

/** The fields of `event_store.client.streams.BatchAppendReq` and of what is in it, as the client's `streams_pb.js` has them. */
const PROPOSED_MESSAGES = field(3, BYTES);
const PROPOSED_MESSAGE = { id: field(1, BYTES), metadata: field(2, BYTES), customMetadata: field(3, BYTES), data: field(4, BYTES) };
const MAP_ENTRY = { key: field(1, BYTES), value: field(2, BYTES) };
const WIRE_TYPE = 7;
const NOTHING: Uint8Array = new Uint8Array();

/** @throws RangeError or Error for bytes that are no such message */
export function batchAppendRequestFrom(bytes: Buffer): BatchAppendRequest {
  const events: Uint8Array[] = [];
  const rest: Uint8Array[] = [];
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    if (tag === PROPOSED_MESSAGES) {
      events.push(reader.bytes());
      continue;
    }
    reader.skipType(tag & WIRE_TYPE);
    rest.push(bytes.subarray(start, reader.pos));
  }
  return { message: streamsPb.BatchAppendReq.deserializeBinary(Buffer.concat(rest)), events };
}

/** @throws InvalidArgumentError for an event that lacks what it must say, RangeError or Error for bytes that are none */
export function batchedEventFrom(bytes: Uint8Array): ProposedEvent {
  let id = NOTHING;
  let data = NOTHING;
  let metadata = NOTHING;
  const properties = new Map<string, string>();
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === PROPOSED_MESSAGE.id) id = reader.bytes();
    else if (tag === PROPOSED_MESSAGE.metadata) readProperty(reader, properties);
    else if (tag === PROPOSED_MESSAGE.customMetadata) metadata = reader.bytes();
    else if (tag === PROPOSED_MESSAGE.data) data = reader.bytes();
    else reader.skipType(tag & WIRE_TYPE);
  }
  return proposedEventOf({ id: uuidFromWire(sharedPb.UUID.deserializeBinary(id)), properties, data, metadata });
}

function readProperty(reader: protobuf.Reader, properties: Map<string, string>): void {
  let key = '';
  let value = '';
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === MAP_ENTRY.key) key = reader.string();
    else if (tag === MAP_ENTRY.value) value = reader.string();
    else reader.skipType(tag & WIRE_TYPE);
  }
  properties.set(key, value);
}
