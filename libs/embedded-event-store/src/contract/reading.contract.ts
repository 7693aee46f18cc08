import { beforeAll, describe, expect, it } from '@jest/globals';
import { BACKWARDS, END, FORWARDS, START, StreamNotFoundError } from '@eventstore/db-client';
import type { AllStreamResolvedEvent, Position } from '@eventstore/db-client';
import { collect, errorOf, numberedFrom, numberOf, numbersIn } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';

export function readingContract(context: ContractContext): void {
  describe('reading a stream', () => {
    readingAStream(context);
  });
  describe('reading all events', () => {
    readingAll(context);
  });
}

function readingAStream({ client, newStream }: ContractContext): void {
  let stream: string;
  beforeAll(async () => {
    stream = newStream();
    await client().appendToStream(stream, numberedFrom(0, 9));
  });

  it('reads from the start, from a revision and from the end, in both directions', async () => {
    const read = (direction: typeof FORWARDS | typeof BACKWARDS, fromRevision: typeof START | typeof END | bigint) =>
      numbersIn(client().readStream(stream, { direction, fromRevision }));
    expect(await read(FORWARDS, START)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await read(FORWARDS, 7n)).toEqual([7, 8, 9]);
    expect(await read(FORWARDS, END)).toEqual([]);
    expect(await read(BACKWARDS, END)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await read(BACKWARDS, 2n)).toEqual([2, 1, 0]);
    expect(await read(BACKWARDS, START)).toEqual([0]);
  });

  it('reads no more than it was asked for', async () => {
    expect(await numbersIn(client().readStream(stream, { maxCount: 3 }))).toEqual([0, 1, 2]);
    expect(await numbersIn(client().readStream(stream, { maxCount: 2, direction: BACKWARDS, fromRevision: END }))).toEqual([9, 8]);
  });

  it('finds nothing behind the end', async () => {
    expect(await numbersIn(client().readStream(stream, { fromRevision: 100n }))).toEqual([]);
    expect(await numbersIn(client().readStream(stream, { fromRevision: 100n, direction: BACKWARDS, maxCount: 1 }))).toEqual([9]);
  });

  it('says so when there is no such stream', async () => {
    const missing = newStream();
    const error = await errorOf(collect(client().readStream(missing)));
    expect(error).toBeInstanceOf(StreamNotFoundError);
    expect(error).toMatchObject({ streamName: missing });
  });

  it('reads on the leader when it is told to', async () => {
    expect(await numbersIn(client().readStream(stream, { maxCount: 1, requiresLeader: true }))).toEqual([0]);
  });

  it('reads a stream of several thousand events', async () => {
    const long = newStream();
    await client().appendToStream(long, numberedFrom(0, 2999));
    const expected = Array.from({ length: 3000 }, (_, n) => n);
    expect(await numbersIn(client().readStream(long))).toEqual(expected);
    expect(await numbersIn(client().readStream(long, { direction: BACKWARDS, fromRevision: END }))).toEqual(expected.toReversed());
  });
}

function readingAll({ client, newStream }: ContractContext): void {
  const mine = new Set<string>();
  let positions: Position[] = [];
  const readMine = async (options: Parameters<ReturnType<typeof client>['readAll']>[0]): Promise<AllStreamResolvedEvent[]> => {
    const events = await collect(client().readAll(options));
    return events.filter(({ event }) => event !== undefined && mine.has(event.streamId));
  };

  beforeAll(async () => {
    const streams = [newStream('one'), newStream('two')] as const;
    streams.forEach((stream) => mine.add(stream));
    for (const [index, event] of numberedFrom(0, 9).entries()) await client().appendToStream(streams[index % 2] ?? '', event);
    positions = (await readMine({})).flatMap(({ event }) => (event ? [event.position] : []));
  });

  it('keeps the order in which events were appended, whatever their streams', async () => {
    expect((await readMine({})).map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await readMine({ direction: BACKWARDS, fromPosition: END })).map(numberOf)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('gives every event a greater position than the one before it', () => {
    const ordered = positions.toSorted((a, b) => (a.commit === b.commit ? Number(a.prepare - b.prepare) : Number(a.commit - b.commit)));
    expect(positions).toEqual(ordered);
    expect(new Set(positions.map(({ commit, prepare }) => `${commit}/${prepare}`)).size).toBe(10);
  });

  it('includes the event at a position when it reads forwards, and excludes it backwards', async () => {
    const fromPosition = positions[4] ?? START;
    expect((await readMine({ fromPosition })).map(numberOf)).toEqual([4, 5, 6, 7, 8, 9]);
    expect((await readMine({ fromPosition, direction: BACKWARDS })).map(numberOf)).toEqual([3, 2, 1, 0]);
  });

  it('reads no more than it was asked for', async () => {
    expect(await collect(client().readAll({ maxCount: 3 }))).toHaveLength(3);
    expect((await collect(client().readAll({ maxCount: 2, direction: BACKWARDS, fromPosition: END }))).length).toBe(2);
  });

  it('shows the metadata of streams and the ends of streams, and what the server itself appended', async () => {
    const stream = newStream();
    const { position } = await client().appendToStream(stream, numberedFrom(0, 0));
    await client().setStreamMetadata(stream, { maxCount: 5 });
    await client().tombstoneStream(stream);
    const since = await collect(client().readAll({ fromPosition: position ?? START }));
    const ours = since.filter(({ event }) => event?.streamId.endsWith(stream));
    expect(ours.map(({ event }) => [event?.streamId, event?.type])).toEqual([
      [stream, 'Numbered'],
      [`$$${stream}`, '$metadata'],
      [stream, '$streamDeleted'],
    ]);
    const [first] = await collect(client().readAll({ maxCount: 1 }));
    expect(first?.event?.type).toMatch(/^\$/);
  });

  it('reports the position that an append was given', async () => {
    const stream = newStream();
    mine.add(stream);
    const { position } = await client().appendToStream(stream, numberedFrom(10, 11));
    const events = await readMine({ fromPosition: position ?? START });
    expect(events.map(numberOf)).toEqual([11]);
  });
}
