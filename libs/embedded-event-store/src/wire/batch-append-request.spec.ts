import { expect, it } from '@jest/globals';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import type { ProposedEvent } from '../recorded-event.ts';
import { batchAppendRequestFrom, batchedEventFrom } from './batch-append-request.ts';
import { streamIdentifier, uuidFromWire, uuidToWire } from './identifiers.ts';
import type { UuidForm } from './identifiers.ts';
import { streamsPb } from './protocol.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const events: fc.Arbitrary<ProposedEvent> = fc.record({
  id: fc.uuid(),
  type: fc.string({ unit: 'grapheme' }),
  isJson: fc.boolean(),
  data: bytes,
  metadata: bytes,
});
const uuidForm = fc.constantFrom<UuidForm>('string', 'structured');

it('reads what the class that was generated from the protocol encodes', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.array(events, { maxLength: 5 }), fc.boolean(), uuidForm, (correlationId, given, isFinal, form) => {
      const options = new streamsPb.BatchAppendReq.Options().setStreamIdentifier(streamIdentifier('stream'));
      const request = new streamsPb.BatchAppendReq().setCorrelationId(uuidToWire(correlationId, form)).setOptions(options);
      request.setProposedMessagesList(given.map((event) => proposal(event, uuidToWire(event.id, form)))).setIsFinal(isFinal);
      const read = batchAppendRequestFrom(Buffer.from(request.serializeBinary()));
      expect(uuidFromWire(read.message.getCorrelationId())).toBe(correlationId);
      expect(read.message.getOptions()?.getStreamIdentifier()?.toObject()).toEqual(streamIdentifier('stream').toObject());
      expect(read.message.getIsFinal()).toBe(isFinal);
      expect(read.events.map(batchedEventFrom).map(plain)).toEqual(given.map(plain));
    }),
  );
});

it('refuses an event without a type', () => {
  const event = { id: '0190e3a8-0000-7000-8000-000000000000', type: '', isJson: true, data: new Uint8Array(), metadata: new Uint8Array() };
  const message = proposal(event, uuidToWire(event.id, 'string'));
  message.getMetadataMap().del('type');
  expect(() => batchedEventFrom(message.serializeBinary())).toThrow(/type/);
});

it('takes bytes that are no message for an error and nothing else', () => {
  fc.assert(
    fc.property(bytes, (anything) => {
      for (const read of [
        () => batchAppendRequestFrom(Buffer.from(anything)).events.map(batchedEventFrom),
        () => batchedEventFrom(anything),
      ]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }
    }),
  );
});

function proposal(event: ProposedEvent, id: UUID): BatchAppendReq.ProposedMessage {
  const message = new streamsPb.BatchAppendReq.ProposedMessage().setId(id).setData(event.data).setCustomMetadata(event.metadata);
  message.getMetadataMap().set('type', event.type);
  message.getMetadataMap().set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  return message;
}

function plain({ data, metadata, ...rest }: ProposedEvent): object {
  return { ...rest, data: [...data], metadata: [...metadata] };
}
