import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError, WrongRevisionError } from './errors.ts';
import { EventStore, NO_EVENTS } from './event-store.ts';
import { trackWrites } from './own-writes.ts';
import { comparePositions, type Position } from './position.ts';
import { DisturbedConnection } from './testing/disturbed-connection.ts';
import { startSilentServer } from './testing/silent-server.ts';
import { appendNumbers, newCategory, newEvent, numbered, range } from './testing/numbered.ts';
import { RestartableServer } from './testing/restartable-server.ts';

describe('EventStore', () => {
  let server: RestartableServer;
  let connection: DisturbedConnection;
  let eventStore: EventStore;

  beforeAll(async () => {
    server = await RestartableServer.start();
    connection = await DisturbedConnection.to(server.port);
    eventStore = new EventStore(connection.connectionString);
  });
  afterAll(async () => {
    await eventStore.close();
    await connection.close();
    await server.dispose();
  });

  const newStream = () => `${newCategory()}-1`;
  const numbersIn = async (stream: string, direction: 'readForwards' | 'readBackwards' = 'readForwards') => {
    const numbers: unknown[] = [];
    for await (const { data } of eventStore[direction](stream)) numbers.push((data as { number: number }).number);
    return numbers;
  };

  describe('appending', () => {
    it('answers the position at which the last event stands', async () => {
      const stream = newStream();
      const first = await appendNumbers(eventStore, stream, [1, 2]);
      const second = await appendNumbers(eventStore, stream, [3], 1n);
      expect(comparePositions(first, second)).toBe(-1);
      expect(await eventStore.lastPositionOf([stream])).toEqual(second);
    });

    it('tells the work in hand what it stored', async () => {
      const told: Position[] = [];
      const position = await trackWrites(
        () => appendNumbers(eventStore, newStream(), [1]),
        (last) => told.push(last),
      );
      expect(told).toEqual([position]);
    });

    it('refuses when the stream has moved on, and stores nothing', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, [1]);
      await expect(appendNumbers(eventStore, stream, [2])).rejects.toThrow(WrongRevisionError);
      await expect(appendNumbers(eventStore, stream, [2], 5n)).rejects.toThrow(WrongRevisionError);
      expect(await numbersIn(stream)).toEqual([1]);
    });

    it('stores the events once when the same append is repeated, also after others', async () => {
      const stream = newStream();
      const events = [newEvent(numbered(1)), newEvent(numbered(2))];
      const first = await eventStore.append(stream, NO_EVENTS, events);
      await appendNumbers(eventStore, stream, [3], 1n);
      expect(await eventStore.append(stream, NO_EVENTS, events)).toEqual(first);
      expect(await numbersIn(stream)).toEqual([1, 2, 3]);
    });

    it('refuses data that is not JSON where the caller can catch it', async () => {
      const event = newEvent({ type: 'Numbered', data: { number: 1n } });
      await expect(eventStore.append(newStream(), NO_EVENTS, [event])).rejects.toThrow(TypeError);
    });

    it('takes effect once when the connection breaks before the answer', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, newStream(), [0]);
      const observer = new EventStore(server.connectionString);
      const arrived = once(observer.subscribe({ prefixes: [stream], after: undefined }), 'data');
      connection.holdAnswers();
      const appended = appendNumbers(eventStore, stream, [1, 2]);
      await arrived;
      connection.cut();
      expect(await appended).toEqual(await eventStore.lastPositionOf([stream]));
      expect(await numbersIn(stream)).toEqual([1, 2]);
      await observer.close();
    });

    it('survives a broken connection with many appends under way, of which each takes effect once', async () => {
      const streams = range(1, 60).map(newStream);
      const large = { type: 'Large', data: { text: 'x'.repeat(100_000) } };
      await appendNumbers(eventStore, newStream(), [0]);
      connection.holdRequests();
      const appended = streams.map((stream) => eventStore.append(stream, NO_EVENTS, [newEvent(large)]));
      await new Promise((resolve) => setImmediate(resolve));
      connection.cut();
      await Promise.all(appended);
      for (const stream of streams) expect(await numbersIn(stream)).toHaveLength(1);
    });

    it('gives up on a server that does not answer, without knowing what became of the events', async () => {
      const impatient = new EventStore(connection.connectionString, { answerWithin: 100 });
      await eventStore.ping();
      connection.holdAnswers();
      await expect(appendNumbers(impatient, newStream(), [1])).rejects.toThrow(EventStoreUnavailableError);
      await expect(impatient.readLast(newStream())).rejects.toThrow(EventStoreUnavailableError);
      await expect(impatient.ping()).rejects.toThrow(EventStoreUnavailableError);
      connection.cut();
      await impatient.close();
    });

    it('answers the end of all events when the server does not say where it stored them', async () => {
      const silent = await startSilentServer();
      class AtNine extends EventStore {
        override lastPositionOf = () => Promise.resolve({ commit: 9n, prepare: 9n });
      }
      const client = new AtNine(silent.connectionString);
      expect(await appendNumbers(client, newStream(), [1])).toEqual({ commit: 9n, prepare: 9n });
      await client.close();
      silent.stop();
    });
  });

  describe('reading', () => {
    it('finds nothing in a stream that does not exist', async () => {
      expect(await numbersIn(newStream())).toEqual([]);
      expect(await numbersIn(newStream(), 'readBackwards')).toEqual([]);
      expect(await eventStore.readLast(newStream())).toBeUndefined();
    });

    it('yields the events as they were stored', async () => {
      const stream = newStream();
      const { id, event, metadata } = newEvent(numbered(7));
      await eventStore.append(stream, NO_EVENTS, [{ id, event, metadata }]);
      expect(await eventStore.readLast(stream)).toEqual({ ...event, id, stream, revision: 0n, metadata });
    });

    it('goes either way, from a revision or from the end', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, [1, 2, 3]);
      expect(await numbersIn(stream)).toEqual([1, 2, 3]);
      expect(await numbersIn(stream, 'readBackwards')).toEqual([3, 2, 1]);
      const revisions: bigint[] = [];
      for await (const { revision } of eventStore.readForwards(stream, 1n)) revisions.push(revision);
      expect(revisions).toEqual([1n, 2n]);
    });

    it('finds all of a long stream, either way', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, range(1, 1_000));
      expect(await numbersIn(stream)).toEqual(range(1, 1_000));
      expect(await numbersIn(stream, 'readBackwards')).toEqual(range(1, 1_000).reverse());
    });

    it('is repeated while the connection breaks before the first event', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, [1]);
      connection.holdAnswers();
      const read = numbersIn(stream);
      await new Promise((resolve) => setImmediate(resolve));
      connection.cut();
      expect(await read).toEqual([1]);
    });
  });

  describe('the last position for a subscriber', () => {
    it('is that of the last event in the streams it follows', async () => {
      const category = newCategory();
      const position = await appendNumbers(eventStore, `${category}-1`, [1]);
      await appendNumbers(eventStore, newStream(), [2]);
      expect(await eventStore.lastPositionOf([`${category}-`])).toEqual(position);
    });

    it('is far back when none of the recent events concerns it', async () => {
      const category = newCategory();
      const position = await appendNumbers(eventStore, `${category}-1`, [1]);
      for (let batch = 0; batch < 3; batch++) await appendNumbers(eventStore, newStream(), range(1, 500));
      const last = await eventStore.lastPositionOf([`${category}-`]);
      expect(last && comparePositions(position, last)).toBe(-1);
    });
  });

  it('says when the server cannot be reached', async () => {
    const nobody = new EventStore('esdb://127.0.0.1:1?tls=false');
    await expect(nobody.ping()).rejects.toThrow(EventStoreUnavailableError);
    await nobody.close();
  });
});
