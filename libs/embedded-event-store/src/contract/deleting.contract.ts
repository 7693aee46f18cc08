import { describe, expect, it } from '@jest/globals';
import {
  ANY,
  BACKWARDS,
  END,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { collect, errorOf, numbered, numberedFrom, numbersIn } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

export function deletingContract(context: ContractContext): void {
  describe('deleting a stream', () => {
    softDeletion(context);
  });
  describe('tombstoning a stream', () => {
    tombstones(context);
  });
}

function softDeletion({ client, newStream }: ContractContext): void {
  const deleted = async (): Promise<string> => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 2));
    await client().deleteStream(stream, { expectedRevision: 2n });
    return stream;
  };

  it('hides the stream as if it had never been', async () => {
    expect(await errorOf(collect(client().readStream(await deleted())))).toBeInstanceOf(StreamNotFoundError);
  });

  it('is told by the metadata: all is cut off', async () => {
    const { metadata } = await client().getStreamMetadata(await deleted());
    expect(metadata?.truncateBefore).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  });

  it('lets the stream go on with the next revision, from which it is then read', async () => {
    const stream = await deleted();
    expect(await client().appendToStream(stream, numberedFrom(3, 4), { expectedRevision: NO_STREAM })).toMatchObject({
      nextExpectedRevision: 4n,
    });
    const events = await collect(client().readStream(stream));
    expect(events.map(({ event }) => event?.revision)).toEqual([3n, 4n]);
    expect(await numbersIn(client().readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toEqual([4, 3]);
  });

  it('takes up again at the last revision and at any revision, too', async () => {
    const byRevision = await deleted();
    expect(await client().appendToStream(byRevision, numbered(3), { expectedRevision: 2n })).toMatchObject({ nextExpectedRevision: 3n });
    const byAny = await deleted();
    expect(await client().appendToStream(byAny, numbered(3), { expectedRevision: ANY })).toMatchObject({ nextExpectedRevision: 3n });
    expect(await numbersIn(client().readStream(byAny))).toEqual([3]);
  });

  it('counts a deleted stream as deleted for those who expect one', async () => {
    const stream = await deleted();
    const error = await errorOf(client().appendToStream(stream, numbered(3), { expectedRevision: STREAM_EXISTS }));
    expect(error).toBeInstanceOf(StreamDeletedError);
    expect(error).toMatchObject({ streamName: stream });
  });

  it('may be done again after the stream has come back', async () => {
    const stream = await deleted();
    await client().appendToStream(stream, numbered(3), { expectedRevision: 2n });
    await client().deleteStream(stream);
    expect(await errorOf(collect(client().readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
    await client().appendToStream(stream, numbered(4), { expectedRevision: 3n });
    expect(await numbersIn(client().readStream(stream))).toEqual([4]);
  });

  it('is refused at the wrong revision and for a stream that never was', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numbered(0));
    const error = await errorOf(client().deleteStream(stream, { expectedRevision: 5n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, expectedVersion: 5n });
    expect(await errorOf(client().deleteStream(newStream()))).toBeInstanceOf(WrongExpectedVersionError);
  });

  it('leaves the events among all events', async () => {
    const before = (await collect(client().readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })))[0]?.event?.position;
    const stream = await deleted();
    const all = await collect(client().readAll({ fromPosition: before ?? START }));
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(3);
  });

  it('ends when metadata is set: the stream is empty, but there', async () => {
    const stream = await deleted();
    await client().setStreamMetadata(stream, { maxCount: 5 });
    expect(await collect(client().readStream(stream))).toEqual([]);
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ maxCount: 5, truncateBefore: 3 });
  });
}

function tombstones({ client, newStream }: ContractContext): void {
  const ended = async (): Promise<string> => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 2));
    await client().tombstoneStream(stream, { expectedRevision: 2n });
    return stream;
  };

  it('ends the stream for every reader and writer', async () => {
    const stream = await ended();
    const reading = await errorOf(collect(client().readStream(stream)));
    expect(reading).toBeInstanceOf(StreamDeletedError);
    expect(reading).toMatchObject({ streamName: stream });
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 2n] as const) {
      expect(await errorOf(client().appendToStream(stream, numbered(3), { expectedRevision }))).toBeInstanceOf(StreamDeletedError);
    }
  });

  it('ends its metadata with it', async () => {
    const stream = await ended();
    expect(await errorOf(client().setStreamMetadata(stream, { maxCount: 1 }))).toBeInstanceOf(StreamDeletedError);
  });

  it('cannot be done twice, and a tombstoned stream cannot be deleted', async () => {
    const stream = await ended();
    expect(await errorOf(client().tombstoneStream(stream))).toBeInstanceOf(StreamDeletedError);
    expect(await errorOf(client().deleteStream(stream))).toBeInstanceOf(StreamDeletedError);
  });

  it('is refused at the wrong revision', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numbered(0));
    expect(await errorOf(client().tombstoneStream(stream, { expectedRevision: 7n }))).toBeInstanceOf(WrongExpectedVersionError);
    expect(await numbersIn(client().readStream(stream))).toEqual([0]);
  });

  it('may bar a name that was never used', async () => {
    const stream = newStream();
    await client().tombstoneStream(stream, { expectedRevision: NO_STREAM });
    expect(await errorOf(client().appendToStream(stream, numbered(0)))).toBeInstanceOf(StreamDeletedError);
  });

  it('works on a deleted stream', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numbered(0));
    await client().deleteStream(stream);
    await client().tombstoneStream(stream);
    expect(await errorOf(collect(client().readStream(stream)))).toBeInstanceOf(StreamDeletedError);
  });
}
