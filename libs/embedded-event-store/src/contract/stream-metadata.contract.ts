import { describe, expect, it } from '@jest/globals';
import { BACKWARDS, END, STREAM_EXISTS, StreamNotFoundError } from '@eventstore/db-client';
import { collect, errorOf, numbered, numberedFrom, numbersIn } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

export function streamMetadataContract({ client, newStream }: ContractContext): void {
  describe('stream metadata', () => {
    it('comes back as it was set', async () => {
      const stream = newStream();
      const acl = {
        readRoles: ['ops'],
        writeRoles: ['admin'],
        deleteRoles: [],
        metaReadRoles: ['admin'],
        metaWriteRoles: ['admin', 'ops'],
      };
      const metadata = { maxAge: 600, maxCount: 10, truncateBefore: 2, cacheControl: 60, acl, ours: { note: 'ä' } };
      await client().setStreamMetadata(stream, metadata);
      expect((await client().getStreamMetadata(stream)).metadata).toEqual(metadata);
    });

    it('is replaced as a whole', async () => {
      const stream = newStream();
      await client().setStreamMetadata(stream, { maxCount: 10, ours: 1 });
      await client().setStreamMetadata(stream, { maxAge: 600 });
      expect((await client().getStreamMetadata(stream)).metadata).toEqual({ maxAge: 600 });
    });

    it('is missing where nobody set it', async () => {
      const stream = newStream();
      expect(await client().getStreamMetadata(stream)).toEqual({ streamName: stream });
    });

    it('makes a stream that exists, and has no events', async () => {
      const stream = newStream();
      await client().setStreamMetadata(stream, { maxCount: 10 });
      expect(await errorOf(collect(client().readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
      expect(await client().appendToStream(stream, numbered(0), { expectedRevision: STREAM_EXISTS })).toMatchObject({
        nextExpectedRevision: 0n,
      });
    });

    it('has revisions of its own, of which only the last is read', async () => {
      const stream = newStream();
      await client().setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: 'no_stream' });
      await client().setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 0n });
      const events = await collect(client().readStream(`$$${stream}`));
      expect(events.map(({ event }) => event)).toMatchObject([{ revision: 1n, type: '$metadata', data: { $maxCount: 2 } }]);
    });
  });

  describe('hidden events', () => {
    it('are all but the last few under $maxCount, however many follow', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 9));
      await client().setStreamMetadata(stream, { maxCount: 3 });
      expect(await numbersIn(client().readStream(stream))).toEqual([7, 8, 9]);
      await client().appendToStream(stream, numbered(10));
      expect(await numbersIn(client().readStream(stream))).toEqual([8, 9, 10]);
      expect(await numbersIn(client().readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toEqual([10, 9, 8]);
    });

    it('are those before $tb', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 9));
      await client().setStreamMetadata(stream, { truncateBefore: 8 });
      expect(await numbersIn(client().readStream(stream))).toEqual([8, 9]);
      expect(await numbersIn(client().readStream(stream, { fromRevision: 2n, maxCount: 1 }))).toEqual([8]);
      expect(await numbersIn(client().readStream(stream, { direction: BACKWARDS, fromRevision: 5n }))).toEqual([]);
    });

    it('leave an empty stream, not a missing one, when all are cut off', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 2));
      await client().setStreamMetadata(stream, { truncateBefore: 3 });
      expect(await collect(client().readStream(stream))).toEqual([]);
    });

    it('are shown again when the metadata is taken back', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 4));
      await client().setStreamMetadata(stream, { maxCount: 1 });
      await client().setStreamMetadata(stream, {});
      expect(await numbersIn(client().readStream(stream))).toEqual([0, 1, 2, 3, 4]);
    });

    it('stay within their age: a young stream shows all of its events under $maxAge', async () => {
      const stream = newStream();
      await client().appendToStream(stream, numberedFrom(0, 2));
      await client().setStreamMetadata(stream, { maxAge: 3600 });
      expect(await numbersIn(client().readStream(stream))).toEqual([0, 1, 2]);
    });
  });
}
