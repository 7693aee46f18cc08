import protobuf from 'protobufjs/minimal.js';
import { originalEventOf } from '../recorded-event.ts';
import type { RecordedEvent, ResolvedEvent } from '../recorded-event.ts';
import { TOMBSTONE_REVISION } from '../storage/system-streams.ts';
import { propertiesOf } from './event-properties.ts';
import type { UuidForm } from './identifiers.ts';
import { BYTES, field, NUMBER } from './protobuf-fields.ts';

type Writer = protobuf.Writer;

/** The fields of `event_store.client.streams.ReadResp` and of what is in it, as the client's `streams_pb.js` and `shared_pb.js` have them. */
const READ_RESPONSE = { event: field(1, BYTES) };
const READ_EVENT = { event: field(1, BYTES), link: field(2, BYTES), commitPosition: field(3, NUMBER) };
const RECORDED_EVENT = {
  id: field(1, BYTES),
  streamIdentifier: field(2, BYTES),
  streamRevision: field(3, NUMBER),
  preparePosition: field(4, NUMBER),
  commitPosition: field(5, NUMBER),
  metadata: field(6, BYTES),
  customMetadata: field(7, BYTES),
  data: field(8, BYTES),
};
const UUID = { structured: field(1, BYTES), string: field(2, BYTES) };
const STRUCTURED = { mostSignificantBits: field(1, NUMBER), leastSignificantBits: field(2, NUMBER) };
const STREAM_IDENTIFIER = { streamName: field(3, BYTES) };
const MAP_ENTRY = { key: field(1, BYTES), value: field(2, BYTES) };

/**
 * The message `ReadResp` of an event, encoded. The generated classes would first build an object of a dozen others for every event, which
 * takes longer than to read it from the disk.
 */
export function readEventBytes(resolved: ResolvedEvent, form: UuidForm): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(READ_RESPONSE.event).fork();
  if (resolved.event) writeEvent(writer.uint32(READ_EVENT.event).fork(), resolved.event, form).ldelim();
  if (resolved.link) writeEvent(writer.uint32(READ_EVENT.link).fork(), resolved.link, form).ldelim();
  writer.uint32(READ_EVENT.commitPosition).uint64(originalEventOf(resolved).position);
  return writer.ldelim().finish();
}

function writeEvent(writer: Writer, event: RecordedEvent, form: UuidForm): Writer {
  writeId(writer.uint32(RECORDED_EVENT.id).fork(), event.id, form).ldelim();
  writer.uint32(RECORDED_EVENT.streamIdentifier).fork().uint32(STREAM_IDENTIFIER.streamName).string(event.streamName).ldelim();
  writeRevision(writer.uint32(RECORDED_EVENT.streamRevision), event.revision);
  writer.uint32(RECORDED_EVENT.preparePosition).uint64(event.position);
  writer.uint32(RECORDED_EVENT.commitPosition).uint64(event.position);
  for (const [name, value] of propertiesOf(event)) writeProperty(writer, name, value);
  writer.uint32(RECORDED_EVENT.customMetadata).bytes(event.metadata);
  return writer.uint32(RECORDED_EVENT.data).bytes(event.data);
}

function writeProperty(writer: Writer, key: string, value: string): void {
  writer.uint32(RECORDED_EVENT.metadata).fork();
  writer.uint32(MAP_ENTRY.key).string(key).uint32(MAP_ENTRY.value).string(value).ldelim();
}

function writeId(writer: Writer, id: string, form: UuidForm): Writer {
  if (form === 'string') return writer.uint32(UUID.string).string(id);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  writer.uint32(UUID.structured).fork();
  writer.uint32(STRUCTURED.mostSignificantBits).int64(long(bytes.readUInt32BE(0), bytes.readUInt32BE(4)));
  writer.uint32(STRUCTURED.leastSignificantBits).int64(long(bytes.readUInt32BE(8), bytes.readUInt32BE(12)));
  return writer.ldelim();
}

/** The end of a tombstoned stream has the greatest number of 63 bits, which no `number` can hold. */
function writeRevision(writer: Writer, revision: number): void {
  writer.uint64(revision === TOMBSTONE_REVISION ? long(0x7fff_ffff, 0xffff_ffff) : revision);
}

function long(high: number, low: number): ReturnType<protobuf.util.LongBits['toLong']> {
  return new protobuf.util.LongBits(low, high).toLong();
}
