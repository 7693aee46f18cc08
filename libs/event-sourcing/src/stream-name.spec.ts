import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamId, streamName } from './stream-name.ts';

describe('a stream name', () => {
  it('is the category, a dash and the id', () => {
    expect(streamName('plan', '0192')).toBe('plan-0192');
  });

  it('gives the id back, with all of its dashes', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(streamId(streamName('plan', id))).toBe(id);
      }),
    );
  });
});
