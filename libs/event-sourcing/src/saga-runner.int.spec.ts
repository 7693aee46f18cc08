import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandContext } from './command.ts';
import { deterministicId } from './deterministic-id.ts';
import { DomainError, EventStoreUnavailableError } from './errors.ts';
import { EventStore } from './event-store.ts';
import type { RecordedEvent } from './event.ts';
import { comparePositions, parsePosition } from './position.ts';
import type { SagaCommandParked } from './saga-events.ts';
import { SagaRunner, type SagaRunnerOptions } from './saga-runner.ts';
import type { AnySaga, Saga, SagaCommand } from './saga.ts';
import { appendNumbers, newCategory, newEvent, numbered, range, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { ship, shipNumbers, shipped, ShippingOffice } from './testing/shipping.ts';
import { TaciturnEventStore } from './testing/taciturn-event-store.ts';

describe('SagaRunner', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let category: string;
  let saga: Saga<{ readonly seen: number }, Numbered>;
  let office: ShippingOffice;
  const running: SagaRunner[] = [];
  const now = new Date('2026-11-22T08:00:00Z');

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

  const newRunner = (changes: Partial<SagaRunnerOptions> = {}, of: AnySaga = saga) => {
    const runner = new SagaRunner(of, { eventStore, clock: () => now, dispatch: office.dispatch, ...changes });
    running.push(runner);
    return runner;
  };
  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  const read = async (stream: string) => {
    const events: RecordedEvent[] = [];
    for await (const event of eventStore.readForwards(stream)) events.push(event);
    return events;
  };
  const steps = () => read(`saga-${saga.name}-${category}-1`);
  const parkedFor = async (event: RecordedEvent, index: number) =>
    read(`sagaParked-${saga.name}-${deterministicId(event.id, saga.name, index)}`);
  const refusing = (code: string, number: number) => async (command: SagaCommand, context: CommandContext) => {
    if ((command.data as { number: number }).number === number) throw new DomainError('conflict', code, 'not today');
    await office.dispatch(command, context);
  };

  describe('starting', () => {
    it('has given the commands for everything that was stored, in order', async () => {
      await append([1, 2, 3]);
      await newRunner().start();
      expect(await office.shipped()).toEqual([1, 2, 2_000, 3]);
    });

    it('does not wait when nothing is stored', async () => {
      await newRunner().start();
      expect(await office.shipped()).toEqual([]);
    });

    it('does not wait for a word of caught-up, which servers before 23.10 do not say', async () => {
      await append([1]);
      await appendNumbers(eventStore, `${newCategory()}-1`, range(1, 1_500));
      const taciturn = new TaciturnEventStore(server.connectionString);
      const runner = newRunner({ eventStore: taciturn });
      await runner.start();
      expect(await office.shipped()).toEqual([1]);
      await runner.stop();
      await taciturn.close();
    });

    it('ends when the runner is stopped before it has caught up', async () => {
      await append([1]);
      const failed = new Recorder<unknown>();
      const runner = newRunner({
        dispatch: () => Promise.reject(new EventStoreUnavailableError('down')),
        onInterruption: (_saga, error) => {
          failed.record(error);
        },
      });
      const started = runner.start();
      await failed.until(({ length }) => length > 0);
      await runner.stop();
      await started;
    });
  });

  it('goes on with what is stored later', async () => {
    const given = new Recorder<SagaCommand>();
    await newRunner({ dispatch: record(given) }).start();
    await append([1]);
    await append([2], 0n);
    await given.until(({ length }) => length === 3);
    expect(given.items).toEqual([ship(1), ship(2), ship(2_000)]);
  });

  it('stores each step with the commands, and why, before it gives them', async () => {
    let stored: readonly RecordedEvent[] = [];
    const contexts: CommandContext[] = [];
    await append([2]);
    await newRunner({
      dispatch: async (_command, context) => {
        stored = await steps();
        contexts.push(context);
      },
    }).start();
    const [event] = await read(`${category}-1`);
    expect(stored).toMatchObject([
      {
        type: 'SagaAdvanced',
        data: { instance: `${category}-1`, eventId: event?.id, state: { seen: 1 }, commands: [ship(2), ship(2_000)] },
        metadata: { actor: `saga:${saga.name}`, $causationId: event?.id, $correlationId: event?.metadata.$correlationId },
      },
    ]);
    const shared = { actor: `saga:${saga.name}`, correlationId: event?.metadata.$correlationId, causationId: event?.id };
    expect(contexts).toEqual([
      { ...shared, commandId: deterministicId(event!.id, saga.name, 0) },
      { ...shared, commandId: deterministicId(event!.id, saga.name, 1) },
    ]);
  });

  it('stores nothing for an event that changes nothing', async () => {
    await append([1, 2]);
    await newRunner({}, { ...saga, react: (state: object) => ({ state: { ...state }, commands: [] }) }).start();
    expect(await steps()).toEqual([]);
  });

  it('keeps the instances apart, and passes what concerns none', async () => {
    await append([1, 3]);
    await appendNumbers(eventStore, `${category}-2`, [5]);
    await appendNumbers(eventStore, `${category}-none`, [7]);
    await newRunner({}, { ...saga, instanceOf: ({ stream }: RecordedEvent) => (stream.endsWith('-none') ? null : stream) }).start();
    expect(await steps()).toMatchObject([{ data: { state: { seen: 1 } } }, { data: { state: { seen: 2 } } }]);
    expect(await read(`saga-${saga.name}-${category}-2`)).toMatchObject([{ data: { state: { seen: 1 } } }]);
    expect(await office.shipped()).toEqual([1, 3, 5]);
  });

  describe('stopping', () => {
    it('ends after the event in hand; the next runner goes on behind it', async () => {
      await append(range(1, 9));
      const runner: SagaRunner = newRunner({
        dispatch: async (command, context) => {
          await office.dispatch(command, context);
          if ((command.data as { number: number }).number === 4) void runner.stop();
        },
      });
      await runner.start();
      await runner.stop();
      expect(await office.shipped()).toEqual(shipped([1, 2, 3, 4]));
      const given = new Recorder<SagaCommand>();
      await newRunner({ dispatch: record(given) }).start();
      expect(given.items).toEqual(shipped([5, 6, 7, 8, 9]).map(ship));
    });

    it('gives no command again that was given before the checkpoint, not even with the next event of its instance', async () => {
      await append([1]);
      const runner = newRunner();
      await runner.start();
      await runner.stop();
      await append([3], 0n);
      const given = new Recorder<SagaCommand>();
      await newRunner({ dispatch: record(given) }).start();
      expect(given.items).toEqual([ship(3)]);
      expect((await steps()).at(-1)).toMatchObject({ data: { state: { seen: 2 } } });
    });
  });

  it('stores a checkpoint from time to time, so that a killed runner begins near its end', async () => {
    await append(range(1, 100));
    const silent: AnySaga = { ...saga, react: (state: object) => ({ state, commands: [] }) };
    await newRunner({}, silent).start();
    const seen: number[] = [];
    const instanceOf = ({ stream, data }: RecordedEvent) => {
      seen.push((data as { number: number }).number);
      return stream;
    };
    await newRunner({}, { ...silent, instanceOf }).start();
    expect(seen).toEqual(range(seen[0]!, 100));
    expect(seen.length).toBeLessThanOrEqual(64);
  });

  it('moves its checkpoint where nothing concerns it', async () => {
    const position = await append([1]);
    await appendNumbers(eventStore, `${newCategory()}-1`, range(1, 1_500));
    const taciturn = new TaciturnEventStore(server.connectionString); // so that only a checkpoint shows that it has caught up
    const runner = newRunner({ eventStore: taciturn });
    await runner.start();
    await runner.stop();
    await taciturn.close();
    const [checkpoint] = await read(`sagaCheckpoint-${saga.name}`);
    expect(comparePositions(parsePosition((checkpoint!.data as { position: string }).position), position)).toBe(1);
  });

  describe('parking', () => {
    it('puts aside a command that is refused, tells it, and goes on with the others', async () => {
      await append([1, 2, 3]);
      const told: SagaCommandParked['data'][] = [];
      await newRunner({ dispatch: refusing('SOLD_OUT', 2), onParked: (parked) => told.push(parked) }).start();
      const event = (await read(`${category}-1`))[1]!;
      const parked: SagaCommandParked['data'] = {
        saga: saga.name,
        instance: `${category}-1`,
        eventId: event.id,
        event: { type: 'Numbered', stream: `${category}-1`, revision: 1, position: told[0]!.event!.position },
        command: ship(2),
        code: 'SOLD_OUT',
        message: 'not today',
      };
      expect(told).toEqual([parked]);
      expect(await parkedFor(event, 0)).toMatchObject([{ type: 'SagaCommandParked', data: parked }]);
      expect(await office.shipped()).toEqual([1, 2_000, 3]);
    });

    it('parks a command once, although a second runner meets it too', async () => {
      await append([2]);
      const options = { dispatch: refusing('SOLD_OUT', 2) };
      await Promise.all([newRunner(options).start(), newRunner(options).start()]);
      await newRunner(options).start();
      const [event] = await read(`${category}-1`);
      expect(await parkedFor(event!, 0)).toHaveLength(1);
    });

    it.each([
      ['the saga fails on', { react: fail }],
      ['the saga cannot assign', { instanceOf: fail }],
      ['leads to a state that is not JSON', { react: () => ({ state: { seen: 1n }, commands: [] }) }],
    ])('puts aside an event that %s, once, and goes on', async (_what, broken: Partial<AnySaga>) => {
      const poisonous = newEvent(numbered(666));
      const isPoisonous = ({ id }: RecordedEvent) => id === poisonous.id;
      const { react, instanceOf } = { ...saga, ...broken };
      const poisoned: AnySaga = {
        ...saga,
        instanceOf: (event: never) => (isPoisonous(event) ? instanceOf(event) : saga.instanceOf(event)),
        react: (state: never, event: never) => (isPoisonous(event) ? react(state, event) : saga.react(state, event)),
      };
      await append([1]);
      await eventStore.append(`${category}-1`, 0n, [poisonous]);
      await append([3], 1n);
      const told: SagaCommandParked['data'][] = [];
      await newRunner({ onParked: (parked) => told.push(parked) }, poisoned).start();
      await newRunner({}, poisoned).start();
      expect(await office.shipped()).toEqual([1, 3]);
      expect(told).toMatchObject([{ eventId: poisonous.id, command: null, code: 'EVENT_NOT_UNDERSTOOD' }]);
      const commandId = deterministicId(poisonous.id, `saga:${saga.name}`, 'event');
      expect(await read(`sagaParked-${saga.name}-${commandId}`)).toHaveLength(1);
    });

    it('tries a command that fails for no known reason so many times, and keeps what it said out of the events', async () => {
      await append([1, 3]);
      let tries = 0;
      await newRunner({
        attempts: 2,
        dispatch: async (command, context) => {
          if ((command.data as { number: number }).number !== 1) return office.dispatch(command, context);
          tries++;
          throw new RangeError('https://user:secret@example.org answered nonsense');
        },
      }).start();
      const [event] = await read(`${category}-1`);
      const [parked] = await parkedFor(event!, 0);
      expect(tries).toBe(2);
      expect(parked?.data).toMatchObject({ command: ship(1), code: 'COMMAND_FAILED', message: 'the command kept failing with RangeError' });
      expect(await office.shipped()).toEqual([3]);
    });

    it.each([
      ['the event store', new EventStoreUnavailableError('down')],
      ['the provider', new DomainError('provider_unavailable', 'BITBUCKET_UNAVAILABLE', 'down')],
      ['a provider that was asked too often', new DomainError('provider_busy', 'LIMIT_REACHED', 'later', { retryAfterSeconds: 0.01 })],
    ])('parks nothing while %s cannot be reached', async (_who, error) => {
      await append([1]);
      let tries = 0;
      const interruptions: unknown[] = [];
      await newRunner({
        attempts: 1,
        dispatch: (command, context) => (++tries < 3 ? Promise.reject(error) : office.dispatch(command, context)),
        onInterruption: (name, reason) => interruptions.push([name, reason]),
      }).start();
      expect(await office.shipped()).toEqual([1]);
      expect(interruptions).toEqual([
        [saga.name, error],
        [saga.name, error],
      ]);
    });

    it('leaves a provider that was asked too often alone for as long as it wants', async () => {
      await append([1]);
      const times: number[] = [];
      const busy = new DomainError('provider_busy', 'LIMIT_REACHED', 'later', { retryAfterSeconds: 0.5 });
      await newRunner({
        dispatch: (command, context) => (times.push(performance.now()) === 1 ? Promise.reject(busy) : office.dispatch(command, context)),
      }).start();
      expect(await office.shipped()).toEqual([1]);
      expect(Number(times[1]) - Number(times[0])).toBeGreaterThan(490);
    });
  });

  it('survives an outage of the store, with every command carried out once', async () => {
    const interruptions = new Recorder<unknown>();
    const given = new Recorder<SagaCommand>();
    await append([1, 2]);
    await newRunner({
      dispatch: async (command, context) => {
        await office.dispatch(command, context);
        given.record(command);
      },
      onInterruption: (_saga, error) => {
        interruptions.record(error);
      },
    }).start();
    await server.goAway();
    await interruptions.until(({ length }) => length >= 2);
    await server.comeBack();
    await append([3, 4], 1n);
    await given.until((commands) => commands.some(({ data }) => (data as { number: number }).number === 4_000));
    expect(await office.shipped()).toEqual(shipped([1, 2, 3, 4]));
  });
});

function record(given: Recorder<SagaCommand>) {
  return (command: SagaCommand) => {
    given.record(command);
    return Promise.resolve();
  };
}

function fail(): never {
  throw new Error('disturbed');
}
