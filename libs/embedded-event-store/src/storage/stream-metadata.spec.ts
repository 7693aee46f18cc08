import { describe, expect, it } from '@jest/globals';
import { isSoftDeleted, parseStreamMetadata, softDeletedMetadata, withTruncateBefore } from './stream-metadata.ts';

const parse = (json: string): ReturnType<typeof parseStreamMetadata> => parseStreamMetadata(Buffer.from(json));

describe('stream metadata', () => {
  it('is read from the names with a dollar, and from nothing else', () => {
    expect(parse('{"$maxCount":3,"$maxAge":60,"$tb":7,"$acl":{"$r":"ops"},"maxCount":9,"ours":true}')).toEqual({
      maxCount: 3,
      maxAgeSeconds: 60,
      truncateBefore: 7,
      acl: { $r: 'ops' },
    });
  });

  it.each(['not json', '[1]', 'null', '{"$maxCount":"3","$maxAge":0,"$tb":-1}', '{"$maxCount":1.5}'])('is none in %s', (json) => {
    expect(parse(json)).toEqual({});
  });

  it('says that a stream is softly deleted only at the greatest number there is', () => {
    expect(isSoftDeleted(parseStreamMetadata(softDeletedMetadata()))).toBe(true);
    expect(isSoftDeleted(parse('{"$tb":1000000}'))).toBe(false);
    expect(isSoftDeleted({})).toBe(false);
  });

  it('keeps everything else when a stream comes back', () => {
    const moved = withTruncateBefore(Buffer.from('{"$maxCount":3,"$tb":9223372036854775807,"ours":[1]}'), 12);
    expect(JSON.parse(Buffer.from(moved ?? []).toString())).toEqual({ $maxCount: 3, $tb: 12, ours: [1] });
    expect(withTruncateBefore(Buffer.from('broken'), 12)).toBeUndefined();
  });
});
