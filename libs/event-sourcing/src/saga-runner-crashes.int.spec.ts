import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandContext } from './command.ts';
import { EventStore } from './event-store.ts';
import type { SagaAdvanced } from './saga-events.ts';
import { SagaRunner } from './saga-runner.ts';
import type { AnySaga, SagaCommand } from './saga.ts';
import { CrashingEventStore, type CrashPoint } from './testing/crashing-event-store.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { shipNumbers, shipped, ShippingOffice } from './testing/shipping.ts';

type Dispatch = (command: SagaCommand, context: CommandContext) => Promise<void>;

/** A runner that crashes is not stopped: like a killed process it just does nothing any more. */
describe('a saga over crashes', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let category: string;
  let saga: AnySaga;
  let office: ShippingOffice;
  const crashed: EventStore[] = [];
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
  afterAll(async () => {
    await Promise.all([eventStore, ...crashed].map((each) => each.close()));
    await server.dispose();
  });

  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  /** How many events the saga's state counts. */
  const counted = async () => ((await eventStore.readLast(`saga-${saga.name}-${category}-1`))?.data as SagaAdvanced['data']).state;
  const runToTheEnd = async (dispatch: Dispatch = office.dispatch, of = saga) => {
    const runner = new SagaRunner(of, { eventStore, clock, dispatch });
    await runner.start();
    await runner.stop();
  };
  /** Dies while it gives a command, before the command took effect or after. */
  const crashAtCommand = async (number: number, point: CrashPoint) => {
    const crash = Promise.withResolvers<void>();
    const dispatch: Dispatch = async (command, context) => {
      const isLast = (command.data as { number: number }).number === number;
      if (!isLast || point === 'after') await office.dispatch(command, context);
      if (!isLast) return;
      crash.resolve();
      await new Promise(() => undefined);
    };
    void new SagaRunner(saga, { eventStore, clock, dispatch }).start();
    await crash.promise;
  };
  const crashAtAppend = async (prefix: string, point: CrashPoint) => {
    const crashing = new CrashingEventStore(server.connectionString, point, (stream) => stream.startsWith(prefix));
    void new SagaRunner(saga, { eventStore: crashing, clock, dispatch: office.dispatch }).start();
    await crashing.crashed;
    crashed.push(crashing);
  };

  it.each<[string, number, CrashPoint]>([
    ['before the first command takes effect', 1, 'before'],
    ['after the first command took effect', 1, 'after'],
    ['before the first of two commands takes effect', 4, 'before'],
    ['between two commands', 4, 'after'],
    ['before the second of two commands takes effect', 4_000, 'before'],
    ['after the last command', 6_000, 'after'],
  ])('gives every command effect once when it dies %s', async (_when, number, point) => {
    await append(range(1, 6));
    await crashAtCommand(number, point);
    await runToTheEnd();
    expect(await office.shipped()).toEqual(shipped(range(1, 6)));
    expect(await counted()).toEqual({ seen: 6 });
  });

  it.each<[string, string, number, CrashPoint]>([
    ['before it stores a step', 'saga-', 3, 'before'],
    ['after it stored a step', 'saga-', 3, 'after'],
    ['before it stores a checkpoint', 'sagaCheckpoint-', 70, 'before'],
    ['after it stored a checkpoint', 'sagaCheckpoint-', 70, 'after'],
  ])('gives every command effect once when it dies %s', async (_when, prefix, count, point) => {
    await append(range(1, count));
    await crashAtAppend(prefix, point);
    await runToTheEnd();
    expect(await office.shipped()).toEqual(shipped(range(1, count)));
    expect(await counted()).toEqual({ seen: count });
  });

  it('gives every command effect once when it dies again and again', async () => {
    await append(range(1, 6));
    for (const number of shipped(range(1, 6))) {
      await crashAtCommand(number, 'before');
      await crashAtCommand(number, 'after');
    }
    await runToTheEnd();
    expect(await office.shipped()).toEqual(shipped(range(1, 6)));
    expect(await counted()).toEqual({ seen: 6 });
  });

  it('gives the commands of a step that was stored, not those that a newer build would decide', async () => {
    await append([1]);
    await crashAtCommand(1, 'before');
    const newer: AnySaga = { ...saga, react: (state: object) => ({ state, commands: [{ type: 'Ship', data: { number: 99 } }] }) };
    await append([3], 0n);
    await runToTheEnd(office.dispatch, newer);
    expect(await office.shipped()).toEqual([1, 99]);
  });

  it.each<[string, CrashPoint, number[]]>([
    ['before it stores that, and begins later', 'before', [3]],
    ['after it stored that, and loses nothing', 'after', [2, 2_000, 3]],
  ])('does nothing about the past when it begins now and dies %s', async (_when, point, expected) => {
    saga = { ...saga, begins: 'now' };
    await append([1]);
    await crashAtAppend('sagaCheckpoint-', point);
    await append([2], 0n);
    const runner = new SagaRunner(saga, { eventStore, clock, dispatch: office.dispatch });
    await runner.start();
    await append([3], 1n);
    await runner.stop();
    await runToTheEnd();
    expect(await office.shipped()).toEqual(expected);
  });

  it('gives every command effect once, in order, with two runners at work', async () => {
    await append(range(1, 10));
    const runners = [1, 2].map(() => new SagaRunner(saga, { eventStore, clock, dispatch: office.dispatch }));
    const started = runners.map((runner) => runner.start());
    for (const number of range(11, 30)) await append([number], BigInt(number - 2));
    await Promise.all(started);
    await runToTheEnd();
    await Promise.all(runners.map((runner) => runner.stop()));
    expect(await office.shipped()).toEqual(shipped(range(1, 30)));
    expect(await counted()).toEqual({ seen: 30 });
  });

  it('gives the commands of one of two runners that decide otherwise', async () => {
    await append(range(1, 9));
    const other: AnySaga = {
      ...saga,
      react: (state: object, { data }: { data: { number: number } }) => ({
        state: { ...state, by: 'other' },
        commands: [{ type: 'Ship', data: { number: -data.number } }],
      }),
    };
    const odd = {
      ...saga,
      react: (state: object, { data }: { data: { number: number } }) => ({ state, commands: [{ type: 'Ship', data }] }),
    };
    await Promise.all([runToTheEnd(office.dispatch, odd), runToTheEnd(office.dispatch, other)]);
    expect((await office.shipped()).map(Math.abs)).toEqual(range(1, 9));
  });
});
