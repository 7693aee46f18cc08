import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { metadataOf, newContext } from './command.ts';
import { DeciderRepository } from './decider-repository.ts';
import type { Decider } from './decider.ts';
import { DomainError, EventStoreUnavailableError, UnknownEventError } from './errors.ts';
import { EventStore, NO_EVENTS } from './event-store.ts';
import type { RecordedEvent } from './event.ts';
import { comparePositions } from './position.ts';
import { DisturbedConnection } from './testing/disturbed-connection.ts';
import { appendNumbers, newCategory, newEvent, numbered, range, type Numbered } from './testing/numbered.ts';
import { RestartableServer } from './testing/restartable-server.ts';

type Total = { readonly type: 'Total'; readonly data: { readonly total: number } };
type Added = Numbered | Total;

/** Adds numbers; 0 is no news, a negative one is refused. Remembers how many events it was folded from. */
const sum: Decider<{ readonly total: number; readonly folded: number }, number, Added> = {
  initialState: { total: 0, folded: 0 },
  decide(command) {
    if (command < 0) throw new DomainError('invalid', 'NEGATIVE', 'only up');
    return command === 0 ? [] : [numbered(command)];
  },
  evolve: ({ total, folded }, event) => ({
    total: event.type === 'Total' ? event.data.total : total + event.data.number,
    folded: folded + 1,
  }),
  events: { Numbered: 'as-stored', Total: 'as-stored' },
};
/** The same with a total that opens new books. */
const sumWithBooks: typeof sum = { ...sum, opensBooks: ({ type }) => type === 'Total' };

describe('DeciderRepository', () => {
  let server: RestartableServer;
  let connection: DisturbedConnection;
  let eventStore: EventStore;
  let repository: DeciderRepository;
  const now = new Date('2026-11-22T08:00:00Z');

  beforeAll(async () => {
    server = await RestartableServer.start();
    connection = await DisturbedConnection.to(server.port);
    eventStore = new EventStore(connection.connectionString);
    repository = new DeciderRepository(eventStore, () => now);
  });
  afterAll(async () => {
    await eventStore.close();
    await connection.close();
    await server.dispose();
  });

  const newStream = () => `${newCategory()}-1`;
  const newCommand = () => newContext(randomUUID(), 'token:test');
  const stored = async (stream: string) => {
    const events: RecordedEvent[] = [];
    for await (const event of eventStore.readForwards(stream)) events.push(event);
    return events;
  };

  describe('deciding', () => {
    it('stores what was decided, with who, when and why beside it', async () => {
      const stream = newStream();
      const context = { commandId: randomUUID(), actor: 'token:ann', correlationId: randomUUID(), causationId: randomUUID() };
      const { events, position } = await repository.decide(sum, stream, 3, context);
      expect(events).toEqual([numbered(3)]);
      expect(position).toEqual(await eventStore.lastPositionOf([stream]));
      const { commandId, correlationId, causationId } = context;
      const metadata = { actor: 'token:ann', at: now.toISOString(), commandId, $correlationId: correlationId, $causationId: causationId };
      expect(await stored(stream)).toMatchObject([{ ...numbered(3), revision: 0n, metadata }]);
    });

    it('stores nothing when a command is no news', async () => {
      const stream = newStream();
      expect(await repository.decide(sum, stream, 0, newCommand())).toEqual({ events: [], position: undefined });
      expect(await stored(stream)).toEqual([]);
    });

    it('stores nothing when a command is refused', async () => {
      const stream = newStream();
      await expect(repository.decide(sum, stream, -1, newCommand())).rejects.toMatchObject({ code: 'NEGATIVE' });
      expect(await stored(stream)).toEqual([]);
    });

    it('loses nothing of twenty who decide on one stream at the same time', async () => {
      const stream = newStream();
      const decisions = await Promise.all(range(1, 20).map((number) => repository.decide(sum, stream, number, newCommand())));
      const positions = decisions.map(({ position }) => position!).sort(comparePositions);
      expect(await repository.load(sum, stream)).toMatchObject({ state: { total: 210, folded: 20 }, revision: 19n });
      expect(await eventStore.lastPositionOf([stream])).toEqual(positions.at(-1));
    });
  });

  describe('deciding a command again', () => {
    it('does nothing more, and answers what it did', async () => {
      const stream = newStream();
      const context = newCommand();
      await repository.decide(sum, stream, 3, context);
      await repository.decide(sum, stream, 4, newCommand());
      expect(await repository.decide(sum, stream, 3, context)).toEqual({ events: [numbered(3)], position: undefined });
      expect(await stored(stream)).toHaveLength(2);
    });

    it('does it once when it is given many times at once, also when each would decide otherwise', async () => {
      const stream = newStream();
      const context = newCommand();
      const decisions = await Promise.all(range(1, 5).map((number) => repository.decide(sum, stream, number, context)));
      const [event, ...more] = await stored(stream);
      expect(more).toEqual([]);
      for (const { events } of decisions) expect(events).toEqual([{ type: event?.type, data: event?.data }]);
    });

    it('does nothing more when the first time ended without an answer', async () => {
      const stream = newStream();
      const context = newCommand();
      const impatient = new EventStore(connection.connectionString, { answerWithin: 1_000 });
      await appendNumbers(impatient, newStream(), [0]);
      connection.holdAnswers();
      const unanswered = impatient.append(stream, NO_EVENTS, [{ ...newEvent(numbered(3)), metadata: metadataOf(context, now) }]);
      await expect(unanswered).rejects.toThrow(EventStoreUnavailableError);
      connection.cut();
      await impatient.close();
      expect(await repository.decide(sum, stream, 3, context)).toEqual({ events: [numbered(3)], position: undefined });
      expect(await stored(stream)).toHaveLength(1);
    });
  });

  describe('loading', () => {
    it('shows the initial state of a stream that does not exist', async () => {
      expect(await repository.load(sum, newStream())).toEqual({ state: sum.initialState, revision: NO_EVENTS, commandIds: new Set() });
    });

    it('refuses an event that this build does not know', async () => {
      const stream = newStream();
      await eventStore.append(stream, NO_EVENTS, [newEvent({ type: 'FromTheFuture', data: {} })]);
      await expect(repository.load(sum, stream)).rejects.toThrow(UnknownEventError);
      await expect(repository.load(sumWithBooks, stream)).rejects.toThrow(UnknownEventError);
    });

    it('knows the commands that were decided', async () => {
      const stream = newStream();
      const [first, second] = [newCommand(), newCommand()];
      await repository.decide(sum, stream, 1, first);
      await repository.decide(sum, stream, 2, second);
      expect((await repository.load(sum, stream)).commandIds).toEqual(new Set([first.commandId, second.commandId]));
    });
  });

  describe('where books are closed', () => {
    const closeBooks = (stream: string, total: number, revision: bigint) =>
      eventStore.append(stream, revision, [newEvent({ type: 'Total', data: { total } })]);

    it('begins with the last event that opened the books', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, [1, 2]);
      await closeBooks(stream, 3, 1n);
      await appendNumbers(eventStore, stream, [4], 2n);
      await closeBooks(stream, 100, 3n);
      await appendNumbers(eventStore, stream, [5, 6], 4n);
      expect(await repository.load(sumWithBooks, stream)).toMatchObject({ state: { total: 111, folded: 3 }, revision: 6n });
    });

    it('reads the whole stream while none were opened', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, range(1, 150));
      expect(await repository.load(sumWithBooks, stream)).toMatchObject({ state: { folded: 150 }, revision: 149n });
    });

    it('still knows a command that was decided just before', async () => {
      const stream = newStream();
      const context = newCommand();
      await repository.decide(sumWithBooks, stream, 3, context);
      await closeBooks(stream, 3, 0n);
      expect(await repository.decide(sumWithBooks, stream, 3, context)).toEqual({ events: [numbered(3)], position: undefined });
    });

    it('does not read what stands far before them', async () => {
      const stream = newStream();
      await eventStore.append(stream, NO_EVENTS, [newEvent({ type: 'OfAnAgeLongPast', data: {} })]);
      await appendNumbers(eventStore, stream, range(1, 150), 0n);
      await closeBooks(stream, 7, 150n);
      expect(await repository.load(sumWithBooks, stream)).toMatchObject({ state: { total: 7, folded: 1 }, revision: 151n });
    });
  });

  describe('deciding what mostly comes first', () => {
    const opening: typeof sum = { ...sum, comesFirst: (command) => command < 100 };

    it('reads nothing where it does', async () => {
      const [reads, stream] = [jest.spyOn(eventStore, 'readForwards'), newStream()];
      expect(await repository.decide(opening, stream, 3, newCommand())).toMatchObject({ events: [numbered(3)] });
      expect(reads).not.toHaveBeenCalled();
      await repository.decide(opening, newStream(), 100, newCommand());
      expect(reads).toHaveBeenCalledTimes(1);
      reads.mockRestore();
      expect(await stored(stream)).toHaveLength(1);
    });

    it('counts what there is where it does not', async () => {
      const stream = newStream();
      await appendNumbers(eventStore, stream, [2]);
      await repository.decide(opening, stream, 3, newCommand());
      expect(await repository.load(sum, stream)).toMatchObject({ state: { total: 5, folded: 2 } });
    });

    it('does nothing more when it comes again, to another process too', async () => {
      const [stream, context] = [newStream(), newCommand()];
      await repository.decide(opening, stream, 3, context);
      await repository.decide(opening, stream, 4, newCommand());
      const another = new DeciderRepository(eventStore, () => now);
      for (const one of [repository, another])
        expect(await one.decide(opening, stream, 3, context)).toMatchObject({ events: [numbered(3)] });
      expect(await stored(stream)).toHaveLength(2);
    });

    it('refuses for what is there alone', async () => {
      const stream = newStream();
      await expect(repository.decide(opening, stream, -1, newCommand())).rejects.toMatchObject({ code: 'NEGATIVE' });
    });
  });

  describe('deciding on a stream that it knows', () => {
    /** Takes one number of each parity in turn: even after odd, odd after even. Says no news to one it has just taken. */
    const inTurns: Decider<{ readonly last: number }, number, Numbered> = {
      initialState: { last: 0 },
      decide(command, { last }) {
        if (command === last) return [];
        if (command % 2 === last % 2) throw new DomainError('conflict', 'NOT_YOUR_TURN', 'the other parity is next');
        return [numbered(command)];
      },
      evolve: (_, { data }) => ({ last: data.number }),
      events: { Numbered: 'as-stored' },
    };
    const decide = (stream: string, number: number) => repository.decide(inTurns, stream, number, newCommand());

    it('reads it no more, as long as nobody else writes', async () => {
      const stream = newStream();
      await decide(stream, 1);
      const reads = jest.spyOn(eventStore, 'readForwards');
      for (const number of range(2, 9)) await decide(stream, number);
      expect(reads).not.toHaveBeenCalled();
      reads.mockRestore();
      expect((await stored(stream)).map(({ data }) => data)).toEqual(range(1, 9).map((number) => ({ number })));
    });

    it('refuses nothing for what is no longer so', async () => {
      const stream = newStream();
      await decide(stream, 1);
      await appendNumbers(eventStore, stream, [2], 0n);
      expect(await decide(stream, 3)).toMatchObject({ events: [numbered(3)] });
    });

    it('calls nothing old news that is no longer so', async () => {
      const stream = newStream();
      await decide(stream, 1);
      await appendNumbers(eventStore, stream, [2], 0n);
      expect(await decide(stream, 1)).toMatchObject({ events: [numbered(1)] });
    });

    it('stores nothing that what others stored meanwhile forbids', async () => {
      const stream = newStream();
      await decide(stream, 1);
      await appendNumbers(eventStore, stream, [2], 0n);
      await expect(decide(stream, 4)).rejects.toMatchObject({ code: 'NOT_YOUR_TURN' });
      expect(await stored(stream)).toHaveLength(2);
    });
  });
});
