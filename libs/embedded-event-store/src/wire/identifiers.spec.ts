import { describe, expect, it } from '@jest/globals';
import { streamIdentifier, streamNameOf, uuidFromWire, uuidToWire } from './identifiers.ts';
import { sharedPb } from './protocol.ts';
import { InvalidArgumentError } from './service-errors.ts';

describe('identifiers on the wire', () => {
  it.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff', '0123abcd-4567-89ef-8123-456789abcdef'])(
    'carry the UUID %s as text and in two halves',
    (id) => {
      expect(uuidFromWire(uuidToWire(id, 'string'))).toBe(id);
      expect(uuidFromWire(uuidToWire(id, 'structured'))).toBe(id);
    },
  );

  it('take a UUID in capitals', () => {
    expect(uuidFromWire(new sharedPb.UUID().setString('0123ABCD-4567-89EF-8123-456789ABCDEF'))).toBe(
      '0123abcd-4567-89ef-8123-456789abcdef',
    );
  });

  it.each(['', 'no uuid', '0123abcd456789ef8123456789abcdef'])('refuse %p as a UUID', (text) => {
    expect(() => uuidFromWire(new sharedPb.UUID().setString(text))).toThrow(InvalidArgumentError);
    expect(() => uuidFromWire(undefined)).toThrow(InvalidArgumentError);
  });

  it('carry any stream name, and refuse none at all', () => {
    expect(streamNameOf(streamIdentifier('straße-😀'))).toBe('straße-😀');
    expect(() => streamNameOf(streamIdentifier(''))).toThrow(InvalidArgumentError);
    expect(() => streamNameOf(streamIdentifier('$$'))).toThrow(InvalidArgumentError);
  });
});
