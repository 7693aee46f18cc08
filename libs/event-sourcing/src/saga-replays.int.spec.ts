import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newContext, type CommandContext } from './command.ts';
import { DeciderRepository } from './decider-repository.ts';
import { deterministicId } from './deterministic-id.ts';
import { DomainError, EventStoreUnavailableError } from './errors.ts';
import { EventStore } from './event-store.ts';
import type { RecordedEvent } from './event.ts';
import { sagaParked } from './saga-parked.decider.ts';
import { SagaReplays } from './saga-replays.ts';
import { SagaRunner } from './saga-runner.ts';
import type { AnySaga, SagaCommand } from './saga.ts';
import { appendNumbers, newCategory, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { ship, shipNumbers, ShippingOffice } from './testing/shipping.ts';

type Dispatch = (command: SagaCommand, context: CommandContext) => Promise<void>;

describe('a replay of what a saga could not do', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let category: string;
  let saga: AnySaga;
  let office: ShippingOffice;
  let parkedStream: string;
  const running: SagaRunner[] = [];
  const clock = () => new Date('2026-11-22T08:00:00Z');

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  beforeEach(() => {
    category = newCategory();
    saga = shipNumbers(category);
    office = new ShippingOffice(eventStore, category);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((runner) => runner.stop()));
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  const read = async (stream: string) => {
    const events: RecordedEvent[] = [];
    for await (const event of eventStore.readForwards(stream)) events.push(event);
    return events;
  };
  const types = async () => (await read(parkedStream)).map(({ type }) => type);
  const refuses =
    (number: number): Dispatch =>
    async (command, context) => {
      if ((command.data as { number: number }).number === number) throw new DomainError('conflict', 'SOLD_OUT', 'not today');
      await office.dispatch(command, context);
    };
  const run = async (of: AnySaga = saga, dispatch: Dispatch = office.dispatch) => {
    const runner = new SagaRunner(of, { eventStore, clock, dispatch });
    running.push(runner);
    await runner.start();
    return runner;
  };
  const replaysOf = (runner: SagaRunner, dispatch: Dispatch = office.dispatch) =>
    new SagaReplays({ eventStore, clock, dispatch, runners: new Map([[saga.name, runner]]) });
  const request = () =>
    new DeciderRepository(eventStore, clock).decide(
      sagaParked,
      parkedStream,
      { type: 'RequestReplay' },
      newContext(randomUUID(), 'token:ann'),
    );
  const context = () => newContext(randomUUID(), 'saga:Replays');
  const parkCommand = async (number: number): Promise<SagaRunner> => {
    await append([number]);
    const runner = await run(saga, refuses(number));
    const [event] = await read(`${category}-1`);
    parkedStream = `sagaParked-${saga.name}-${deterministicId(event!.id, saga.name, 0)}`;
    return runner;
  };
  /** A saga of a version that fails on a number. */
  const failingOn = (number: number): AnySaga => ({
    ...saga,
    react: (state: never, event: never) => {
      if ((event as Numbered).data.number === number) throw new Error('disturbed');
      return saga.react(state, event);
    },
  });
  const parkEvent = async (of: AnySaga) => {
    await append([1, 5, 3]);
    const runner = await run(of);
    const poisonous = (await read(`${category}-1`))[1]!;
    parkedStream = `sagaParked-${saga.name}-${deterministicId(poisonous.id, `saga:${saga.name}`, 'event')}`;
    return runner;
  };
  const state = async () => (await read(`saga-${saga.name}-${category}-1`)).map(({ data }) => (data as { state: object }).state);

  it('gives the very same command', async () => {
    const replays = replaysOf(await parkCommand(1), (command, given) => {
      expect(command).toEqual(ship(1));
      expect(given).toEqual(contexts[0]);
      return Promise.resolve();
    });
    const [event] = await read(`${category}-1`);
    const contexts: CommandContext[] = [
      {
        commandId: deterministicId(event!.id, saga.name, 0),
        actor: `saga:${saga.name}`,
        correlationId: event!.metadata.$correlationId,
        causationId: event!.id,
      },
    ];
    await request();
    await replays.replay({ stream: parkedStream, replay: 1 }, context());
    expect(await types()).toEqual(['SagaCommandParked', 'SagaReplayRequested', 'SagaReplayed']);
    expect.assertions(3);
  });

  it('takes effect once, however often and by however many it is done', async () => {
    const replays = replaysOf(await parkCommand(1));
    await request();
    const replay = { stream: parkedStream, replay: 1 };
    await Promise.all([1, 2, 3].map(() => replays.replay(replay, context())));
    await replays.replay(replay, context());
    expect(await office.shipped()).toEqual([1]);
    expect(await types()).toEqual(['SagaCommandParked', 'SagaReplayRequested', 'SagaReplayed']);
  });

  it('takes effect once when it dies before it tells the outcome', async () => {
    const runner = await parkCommand(1);
    await request();
    const replay = { stream: parkedStream, replay: 1 };
    const died = Promise.withResolvers<void>();
    const dying = replaysOf(runner, async (command, given) => {
      await office.dispatch(command, given);
      died.resolve();
      await new Promise(() => undefined);
    });
    void dying.replay(replay, context());
    await died.promise;
    await replaysOf(runner).replay(replay, context());
    expect(await office.shipped()).toEqual([1]);
    expect(await types()).toEqual(['SagaCommandParked', 'SagaReplayRequested', 'SagaReplayed']);
  });

  it('does nothing that nobody asked for', async () => {
    const replays = replaysOf(await parkCommand(1));
    await replays.replay({ stream: parkedStream, replay: 1 }, context());
    await replays.replay({ stream: `${category}-1`, replay: 1 }, context());
    await replays.replay({ stream: `sagaParked-${category}-nothing`, replay: 1 }, context());
    expect(await office.shipped()).toEqual([]);
    expect(await types()).toEqual(['SagaCommandParked']);
  });

  it('tells why it was refused again', async () => {
    const replays = replaysOf(await parkCommand(1), () => Promise.reject(new DomainError('conflict', 'STILL_SOLD_OUT', 'not tomorrow')));
    await request();
    await replays.replay({ stream: parkedStream, replay: 1 }, context());
    const data = { saga: saga.name, instance: `${category}-1`, replay: 1, code: 'STILL_SOLD_OUT', message: 'not tomorrow' };
    expect((await read(parkedStream)).at(-1)).toMatchObject({ type: 'SagaReplayRefused', data });
  });

  it('keeps what a defect says out of the events', async () => {
    const replays = replaysOf(await parkCommand(1), () => Promise.reject(new RangeError('https://user:secret@example.org')));
    await request();
    await replays.replay({ stream: parkedStream, replay: 1 }, context());
    const outcome = (await read(parkedStream)).at(-1);
    expect(outcome).toMatchObject({ type: 'SagaReplayRefused', data: { code: 'COMMAND_FAILED' } });
    expect(JSON.stringify(outcome?.data)).not.toContain('secret');
  });

  it('leaves the outcome open in an outage', async () => {
    const runner = await parkCommand(1);
    await request();
    const down = () => Promise.reject(new EventStoreUnavailableError('down'));
    const replay = { stream: parkedStream, replay: 1 };
    await expect(replaysOf(runner, down).replay(replay, context())).rejects.toThrow(EventStoreUnavailableError);
    expect(await types()).toEqual(['SagaCommandParked', 'SagaReplayRequested']);
    await replaysOf(runner).replay(replay, context());
    expect(await office.shipped()).toEqual([1]);
  });

  describe('of an event that was not understood', () => {
    it('lets the mended saga take it in, in the present state of the instance, once', async () => {
      await (await parkEvent(failingOn(5))).stop();
      const replays = replaysOf(await run(saga));
      await request();
      const replay = { stream: parkedStream, replay: 1 };
      await Promise.all([1, 2].map(() => replays.replay(replay, context())));
      await append([7], 2n);
      await run();
      expect(await office.shipped()).toEqual(expect.arrayContaining([1, 3, 5, 7]));
      expect(await office.shipped()).toHaveLength(4);
      expect(await state()).toEqual([{ seen: 1 }, { seen: 2 }, { seen: 3 }, { seen: 4 }]);
    });

    it('is refused again while the saga still does not understand it', async () => {
      const replays = replaysOf(await parkEvent(failingOn(5)));
      await request();
      await replays.replay({ stream: parkedStream, replay: 1 }, context());
      expect((await read(parkedStream)).at(-1)).toMatchObject({
        type: 'SagaReplayRefused',
        data: { code: 'EVENT_NOT_UNDERSTOOD', message: 'disturbed' },
      });
      expect(await state()).toEqual([{ seen: 1 }, { seen: 2 }]);
    });

    it('is refused when this version has no such saga', async () => {
      await parkEvent(failingOn(5));
      const replays = new SagaReplays({ eventStore, clock, dispatch: office.dispatch, runners: new Map() });
      await request();
      await replays.replay({ stream: parkedStream, replay: 1 }, context());
      expect((await read(parkedStream)).at(-1)).toMatchObject({ type: 'SagaReplayRefused', data: { code: 'SAGA_UNKNOWN' } });
    });

    it('gives its commands again when it dies before they were given, also when the instance has moved on', async () => {
      await (await parkEvent(failingOn(5))).stop();
      const given = Promise.withResolvers<void>();
      const dying = new SagaRunner(saga, {
        eventStore,
        clock,
        dispatch: () => {
          given.resolve();
          return new Promise(() => undefined);
        },
      });
      await request();
      const replay = { stream: parkedStream, replay: 1 };
      void dying.takeInAgain({ ...(await read(`${category}-1`))[1]!, position: { commit: 1n, prepare: 1n } });
      await given.promise;
      await append([7], 2n);
      const runner = await run();
      await replaysOf(runner).replay(replay, context());
      expect((await office.shipped()).toSorted()).toEqual([1, 3, 5, 7]);
      expect(await state()).toEqual([{ seen: 1 }, { seen: 2 }, { seen: 3 }, { seen: 4 }]);
    });

    it('makes every other process look at the instance anew, even if that has nothing left to do', async () => {
      await (await parkEvent(failingOn(5))).stop();
      /** Nothing changes with the number 100, unless the event that was parked was taken in. */
      const reporting: AnySaga = {
        ...saga,
        react: (state: never, event: never) => {
          const { seen } = state as { seen: number };
          if ((event as Numbered).data.number !== 100) return saga.react(state, event);
          return { state, commands: seen < 4 ? [] : [ship(seen)] };
        },
      };
      const given = new Recorder<SagaCommand>();
      const record = (command: SagaCommand) => {
        given.record(command);
        return Promise.resolve();
      };
      const first = await run(reporting);
      const second = await run(reporting, record);
      await append([7], 2n);
      await given.until((commands) => commands.some(({ data }) => (data as { number: number }).number === 7));
      await request();
      const replay = { stream: parkedStream, replay: 1 };
      await replaysOf(first).replay(replay, context());
      await first.stop();
      await replaysOf(second).replay(replay, context());
      await append([100, 9], 3n);
      await given.until((commands) => commands.some(({ data }) => (data as { number: number }).number === 9));
      expect(given.items).toContainEqual(ship(4));
    });
  });
});
