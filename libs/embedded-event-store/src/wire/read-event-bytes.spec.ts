import { expect, it } from '@jest/globals';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import type { RecordedEvent, ResolvedEvent } from '../recorded-event.ts';
import { TOMBSTONE_REVISION, TOMBSTONE_REVISION_ON_THE_WIRE } from '../storage/system-streams.ts';
import type { UuidForm } from './identifiers.ts';
import { uuidFromWire } from './identifiers.ts';
import { streamsPb } from './protocol.ts';
import { readEventBytes } from './read-event-bytes.ts';

const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const bytes = fc.uint8Array({ maxLength: 300 });
const text = fc.string({ minLength: 1, unit: 'grapheme' });

const events: fc.Arbitrary<RecordedEvent> = fc.record({
  id: fc.uuid(),
  type: text,
  isJson: fc.boolean(),
  data: bytes,
  metadata: bytes,
  position: number,
  streamName: text,
  revision: fc.oneof(number, fc.constant(TOMBSTONE_REVISION)),
  created: fc.integer({ min: 0, max: 8_640_000_000_000_000 / 10_000 }),
});

const resolved: fc.Arbitrary<ResolvedEvent> = fc.oneof(
  events.map((event) => ({ event })),
  events.map((link) => ({ link })),
  fc.record({ event: events, link: events }),
);

it('encodes what the class that was generated from the protocol reads back, field by field', () => {
  fc.assert(
    fc.property(resolved, fc.constantFrom<UuidForm>('string', 'structured'), (given, form) => {
      const message = streamsPb.ReadResp.deserializeBinary(readEventBytes(given, form)).getEvent();
      expect(message?.getCommitPosition()).toBe(String((given.link ?? given.event)?.position));
      expect(contentOf(message?.getEvent(), form)).toEqual(given.event && expected(given.event));
      expect(contentOf(message?.getLink(), form)).toEqual(given.link && expected(given.link));
    }),
  );
});

function contentOf(message: ReadResp.ReadEvent.RecordedEvent | undefined, form: UuidForm): object | undefined {
  if (!message) return undefined;
  expect(message.getId()?.hasString()).toBe(form === 'string');
  return {
    id: uuidFromWire(message.getId()),
    stream: Buffer.from(message.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'),
    revision: message.getStreamRevision(),
    positions: [message.getCommitPosition(), message.getPreparePosition()],
    properties: Object.fromEntries(message.getMetadataMap().getEntryList()),
    data: [...message.getData_asU8()],
    metadata: [...message.getCustomMetadata_asU8()],
  };
}

function expected(event: RecordedEvent): object {
  const position = String(event.position);
  return {
    id: event.id,
    stream: event.streamName,
    revision: event.revision === TOMBSTONE_REVISION ? TOMBSTONE_REVISION_ON_THE_WIRE : String(event.revision),
    positions: [position, position],
    properties: {
      type: event.type,
      'content-type': event.isJson ? 'application/json' : 'application/octet-stream',
      created: `${event.created}0000`,
    },
    data: [...event.data],
    metadata: [...event.metadata],
  };
}
