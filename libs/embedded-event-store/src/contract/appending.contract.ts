import { describe, expect, it } from '@jest/globals';
import {
  ANY,
  binaryEvent,
  DeadlineExceededError,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { AppendExpectedRevision, EventData } from '@eventstore/db-client';
import { collect, errorOf, numbered, numberedFrom, numbersIn } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

/** Both ways to append: with credentials of its own a call does not take the batch. Without TLS the credentials are never sent. */
const ways = [
  { way: 'in a batch', options: {} },
  { way: 'in a call of its own', options: { credentials: { username: 'admin', password: 'changeit' } } },
] as const;

export function appendingContract({ client, newStream }: ContractContext): void {
  describe.each(ways)('appending $way', ({ options }) => {
    const append = (stream: string, events: EventData | EventData[], expectedRevision: AppendExpectedRevision) =>
      client().appendToStream(stream, events, { expectedRevision, ...options });

    it('starts a stream at revision 0 and reports the last revision', async () => {
      expect(await append(newStream(), numberedFrom(1, 3), NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 2n });
    });

    it('goes on when the expected revision is the last one', async () => {
      const stream = newStream();
      await append(stream, numberedFrom(1, 2), NO_STREAM);
      expect(await append(stream, numbered(3), 1n)).toMatchObject({ nextExpectedRevision: 2n });
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2, 3]);
    });

    it('refuses an expected revision that is not reached yet, and says where the stream stands', async () => {
      const stream = newStream();
      await append(stream, numbered(1), NO_STREAM);
      const error = await errorOf(append(stream, numbered(2), 5n));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion: 5n, actualVersion: 0n });
    });

    it('refuses a revision of a stream that does not exist', async () => {
      const error = await errorOf(append(newStream(), numbered(1), 0n));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ expectedVersion: 0n, actualVersion: 'no_stream' });
    });

    it('refuses other events at a revision that is already taken', async () => {
      const stream = newStream();
      await append(stream, numberedFrom(1, 2), NO_STREAM);
      expect(await errorOf(append(stream, numbered(3), 0n))).toMatchObject({ expectedVersion: 0n, actualVersion: 1n });
      expect(await errorOf(append(stream, numbered(3), NO_STREAM))).toMatchObject({ expectedVersion: 'no_stream', actualVersion: 1n });
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2]);
    });

    it('takes the same events at the same revision again without storing them twice', async () => {
      const stream = newStream();
      const events = numberedFrom(1, 3);
      const first = await append(stream, events, NO_STREAM);
      await append(stream, numbered(4), 2n);
      expect(await append(stream, events, NO_STREAM)).toEqual(first);
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2, 3, 4]);
    });

    it('takes the beginning of what is there again, and reports the revision of its last event', async () => {
      const stream = newStream();
      const events = numberedFrom(1, 3);
      await append(stream, events, NO_STREAM);
      expect(await append(stream, events.slice(0, 2), NO_STREAM)).toMatchObject({ nextExpectedRevision: 1n });
      expect(await append(stream, events.slice(1), 0n)).toMatchObject({ nextExpectedRevision: 2n });
    });

    it('refuses a repetition that brings new events with it', async () => {
      const stream = newStream();
      const events = numberedFrom(1, 2);
      await append(stream, events, NO_STREAM);
      expect(await errorOf(append(stream, [...events, numbered(3)], NO_STREAM))).toBeInstanceOf(WrongExpectedVersionError);
      expect(await errorOf(append(stream, [numbered(3), ...events], NO_STREAM))).toBeInstanceOf(WrongExpectedVersionError);
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2]);
    });

    it('appends at any revision, and remembers what was stored lately', async () => {
      const stream = newStream();
      const event = numbered(1);
      await append(stream, event, ANY);
      await append(stream, numbered(2), ANY);
      expect(await append(stream, event, ANY)).toMatchObject({ nextExpectedRevision: 0n });
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2]);
    });

    it('takes an id of another stream for a new event', async () => {
      const event = numbered(1);
      await append(newStream(), event, ANY);
      const other = newStream();
      expect(await append(other, event, ANY)).toMatchObject({ nextExpectedRevision: 0n });
      expect(await numbersIn(client().readStream(other))).toEqual([1]);
    });

    it('appends to a stream that must exist only if it does', async () => {
      const stream = newStream();
      const error = await errorOf(append(stream, numbered(1), STREAM_EXISTS));
      expect(error).toMatchObject({ expectedVersion: 'stream_exists', actualVersion: 'no_stream' });
      await append(stream, numbered(1), NO_STREAM);
      expect(await append(stream, numbered(2), STREAM_EXISTS)).toMatchObject({ nextExpectedRevision: 1n });
    });

    it('remembers it for a stream that must exist, too', async () => {
      const stream = newStream();
      const event = numbered(2);
      await append(stream, numbered(1), NO_STREAM);
      await append(stream, event, STREAM_EXISTS);
      expect(await append(stream, event, STREAM_EXISTS)).toMatchObject({ nextExpectedRevision: 1n });
      expect(await numbersIn(client().readStream(stream))).toEqual([1, 2]);
    });

    it('takes almost a mebibyte, and what is more than the server takes not in part', async () => {
      const stream = newStream();
      const half = (): EventData => jsonEvent({ type: 'Half', data: 'x'.repeat(520_000) });
      expect(await append(stream, [half(), half()], NO_STREAM)).toMatchObject({ nextExpectedRevision: 1n });
      // Servers before 25.1 refuse this, later ones take it.
      const error = await append(stream, [half(), half(), half()], 1n).catch((refusal: unknown) => refusal);
      const isRefused = error instanceof MaxAppendSizeExceededError;
      if (isRefused) expect(error.maxAppendSize).toBeGreaterThanOrEqual(1024 * 1024);
      expect(await collect(client().readStream(stream))).toHaveLength(isRefused ? 2 : 5);
    });

    it('keeps everything about an event', async () => {
      const stream = newStream();
      const json = jsonEvent({ type: 'Json', data: { text: 'ä€😀', deep: [{ x: null }] }, metadata: { actor: 'me' } });
      const binary = binaryEvent({ type: 'Binary', data: Uint8Array.of(0, 255, 10), metadata: Uint8Array.of(1, 2) });
      const { position } = await append(stream, [json, binary], NO_STREAM);
      const [first, second] = (await collect(client().readStream(stream))).map(({ event }) => event);
      expect(first).toMatchObject({ ...fieldsOf(json), streamId: stream, revision: 0n, isJson: true });
      expect(second).toMatchObject({ ...fieldsOf(binary), streamId: stream, revision: 1n, isJson: false, position });
      expect(first?.created).toBeInstanceOf(Date);
    });
  });

  it('stores nothing that it could no longer answer in time', async () => {
    const stream = newStream();
    const error = await errorOf(client().appendToStream(stream, numbered(1), { deadline: -1000 }));
    expect(error).toBeInstanceOf(DeadlineExceededError);
    expect(await client().appendToStream(stream, numbered(2), { expectedRevision: NO_STREAM })).toMatchObject({ success: true });
  });

  it('puts concurrent appends to one stream in a row without losing one', async () => {
    const stream = newStream();
    await Promise.all(numberedFrom(1, 100).map((event) => client().appendToStream(stream, event, { expectedRevision: ANY })));
    const events = await collect(client().readStream(stream));
    expect(events.map(({ event }) => event?.revision)).toEqual(Array.from({ length: 100 }, (_, index) => BigInt(index)));
  });

  it('lets exactly one of several writers win a revision', async () => {
    const stream = newStream();
    const attempts = numberedFrom(1, 20).map((event) => client().appendToStream(stream, event, { expectedRevision: NO_STREAM }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await collect(client().readStream(stream))).toHaveLength(1);
  });
}

function fieldsOf({ id, type, data, metadata }: EventData): Partial<EventData> {
  return { id, type, data, metadata } as Partial<EventData>;
}
