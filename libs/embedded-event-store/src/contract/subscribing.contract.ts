import { describe, expect, it } from '@jest/globals';
import { END, eventTypeFilter, excludeSystemEvents, jsonEvent, START, StreamDeletedError, streamNameFilter } from '@eventstore/db-client';
import type { Filter, Position } from '@eventstore/db-client';
import { numbered, numberedFrom, numberOf } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';
import { Watch } from './watch.ts';

export function subscribingContract(context: ContractContext): void {
  describe('subscribing to a stream', () => {
    streamSubscriptions(context);
  });
  describe('subscribing to all events', () => {
    allSubscriptions(context);
  });
}

function streamSubscriptions({ client, newStream }: ContractContext): void {
  it('confirms, delivers what is there, says that it has caught up, and goes on with what comes', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 2));
    const watch = await new Watch(client().subscribeToStream(stream)).untilCaughtUp();
    await client().appendToStream(stream, numberedFrom(3, 4));
    await watch.untilNumber(4);
    expect((await watch.stop()).story).toEqual(['confirmation', 0, 1, 2, 'caughtUp', 3, 4]);
  });

  it('begins after the revision it is given', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 4));
    const watch = await new Watch(client().subscribeToStream(stream, { fromRevision: 2n })).untilCaughtUp();
    expect((await watch.stop()).numbers).toEqual([3, 4]);
  });

  it('delivers only what is new when it begins at the end', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 4));
    const watch = await new Watch(client().subscribeToStream(stream, { fromRevision: END })).untilCaughtUp();
    await client().appendToStream(stream, numbered(5));
    expect((await (await watch.untilNumber(5)).stop()).numbers).toEqual([5]);
  });

  it('waits for a stream that does not exist yet', async () => {
    const stream = newStream();
    const watch = await new Watch(client().subscribeToStream(stream)).untilCaughtUp();
    await client().appendToStream(stream, numbered(0));
    expect((await (await watch.untilNumber(0)).stop()).numbers).toEqual([0]);
  });

  it('misses nothing and repeats nothing while a writer is at work', async () => {
    const stream = newStream();
    const writing = (async () => {
      for (let n = 0; n < 300; n++) await client().appendToStream(stream, numbered(n));
    })();
    const watches = Array.from({ length: 3 }, () => new Watch(client().subscribeToStream(stream)));
    await writing;
    for (const watch of watches) {
      await watch.untilNumber(299);
      expect((await watch.stop()).numbers).toEqual(Array.from({ length: 300 }, (_, n) => n));
    }
  });

  it('goes on when a deleted stream comes back', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numbered(0));
    const watch = await new Watch(client().subscribeToStream(stream)).untilNumber(0);
    await client().deleteStream(stream);
    await client().appendToStream(stream, numbered(1));
    await watch.untilNumber(1);
    expect((await watch.stop()).events.map(({ event }) => event?.revision)).toEqual([0n, 1n]);
  });

  it('ends with an error when the stream is tombstoned, before or meanwhile', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numbered(0));
    const before = await new Watch(client().subscribeToStream(stream)).untilCaughtUp();
    await client().tombstoneStream(stream);
    expect((await before.until(({ error }) => error !== undefined)).error).toBeInstanceOf(StreamDeletedError);
    const after = new Watch(client().subscribeToStream(stream));
    expect((await after.until(({ error }) => error !== undefined)).error).toBeInstanceOf(StreamDeletedError);
  });

  it('leaves out what metadata hides', async () => {
    const stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 4));
    await client().setStreamMetadata(stream, { maxCount: 2 });
    const watch = await new Watch(client().subscribeToStream(stream)).untilCaughtUp();
    expect((await watch.stop()).numbers).toEqual([3, 4]);
  });
}

function allSubscriptions({ client, newStream }: ContractContext): void {
  const appendAlternately = async (categories: readonly string[], count: number): Promise<string[]> => {
    const streams = categories.map(newStream);
    for (let n = 0; n < count; n++) await client().appendToStream(streams[n % streams.length] ?? '', numbered(n));
    return streams;
  };
  const numbersOfFiltered = async (filter: Filter, last: number): Promise<(number | undefined)[]> => {
    const watch = await new Watch(client().subscribeToAll({ fromPosition: START, filter })).untilNumber(last);
    return (await watch.stop()).numbers;
  };

  it('delivers the events of all streams in the order of their positions', async () => {
    const streams = await appendAlternately(['one', 'two'], 6);
    const watch = await new Watch(client().subscribeToAll()).until(
      ({ events }) => events.filter(({ event }) => event && streams.includes(event.streamId)).length === 6,
    );
    const { events } = await watch.stop();
    const mine = events.filter(({ event }) => event && streams.includes(event.streamId));
    expect(mine.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5]);
    const positions = events.map(({ event }) => event?.position?.commit ?? 0n);
    expect(positions).toEqual(positions.toSorted((a, b) => Number(a - b)));
  });

  it('begins after the position it is given', async () => {
    const stream = newStream();
    const { position } = await client().appendToStream(stream, numbered(1));
    await client().appendToStream(stream, numbered(2));
    const filter = streamNameFilter({ prefixes: [stream] });
    const watch = await new Watch(client().subscribeToAll({ fromPosition: position ?? START, filter })).untilNumber(2);
    expect((await watch.stop()).numbers).toEqual([2]);
  });

  it('delivers only what is new when it begins at the end', async () => {
    const [stream = ''] = await appendAlternately(['one'], 3);
    const filter = streamNameFilter({ prefixes: [stream] });
    const watch = await new Watch(client().subscribeToAll({ fromPosition: END, filter })).untilCaughtUp();
    await client().appendToStream(stream, numbered(3));
    expect((await (await watch.untilNumber(3)).stop()).numbers).toEqual([3]);
  });

  it('filters by the beginning of stream names', async () => {
    const [one = '', two = ''] = await appendAlternately(['one', 'two', 'three'], 9);
    expect(await numbersOfFiltered(streamNameFilter({ prefixes: [one, two] }), 7)).toEqual([0, 1, 3, 4, 6, 7]);
  });

  it('filters by a regular expression for stream names', async () => {
    const [one = '', , three = ''] = await appendAlternately(['one', 'two', 'three'], 9);
    expect(await numbersOfFiltered(streamNameFilter({ regex: `^(${one}|${three})$` }), 8)).toEqual([0, 2, 3, 5, 6, 8]);
  });

  it('filters by event types, by their beginning or a regular expression', async () => {
    const stream = newStream();
    const type = `Type-${stream}`;
    const events = ['A', 'B', 'A'].map((suffix, n) => jsonEvent({ type: `${type}-${suffix}`, data: { n } }));
    await client().appendToStream(stream, events);
    expect(await numbersOfFiltered(eventTypeFilter({ prefixes: [`${type}-A`] }), 2)).toEqual([0, 2]);
    expect(await numbersOfFiltered(eventTypeFilter({ regex: `^${type}-(A|B)$` }), 2)).toEqual([0, 1, 2]);
  });

  it('can leave out system events', async () => {
    const stream = newStream();
    await client().setStreamMetadata(stream, { maxCount: 5 });
    await client().appendToStream(stream, numbered(0));
    const watch = new Watch(client().subscribeToAll({ filter: excludeSystemEvents() }));
    await watch.until(({ events }) => events.some(({ event }) => event?.streamId === stream));
    const types = (await watch.stop()).events.map(({ event }) => event?.type ?? '');
    expect(types.filter((type) => type.startsWith('$'))).toEqual([]);
  });

  it('sends checkpoints while nothing matches, so that a subscriber need not begin again', async () => {
    const checkpoints: Position[] = [];
    await appendAlternately(['passed-over'], 40);
    const { position } = await client().appendToStream(newStream(), numbered(40));
    const filter = streamNameFilter({
      prefixes: [newStream('nobody')],
      maxSearchWindow: 10,
      checkpointInterval: 1,
      checkpointReached: (_, reached) => void checkpoints.push(reached),
    });
    const watch = await new Watch(client().subscribeToAll({ filter })).untilCaughtUp();
    expect((await watch.stop()).events).toEqual([]);
    expect(checkpoints.length).toBeGreaterThanOrEqual(4);
    expect(checkpoints.at(-1)?.commit).toBeGreaterThanOrEqual(position?.commit ?? 0n);
  });

  it('goes on from a checkpoint without missing an event', async () => {
    const stream = newStream();
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({ prefixes: [stream], checkpointReached: (_, reached) => void checkpoints.push(reached) });
    await client().appendToStream(stream, numbered(0));
    const first = await new Watch(client().subscribeToAll({ filter })).untilCaughtUp();
    await first.stop();
    await client().appendToStream(stream, numbered(1));
    const fromPosition = checkpoints.at(-1) ?? START;
    const second = await new Watch(client().subscribeToAll({ filter, fromPosition })).untilNumber(1);
    expect((await second.stop()).numbers).toEqual([1]);
  });
}
