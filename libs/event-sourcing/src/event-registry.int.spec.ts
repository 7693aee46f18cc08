import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newContext } from './command.ts';
import { DeciderRepository } from './decider-repository.ts';
import type { Decider } from './decider.ts';
import { UnreadableEventError } from './errors.ts';
import { EventRegistry } from './event-registry.ts';
import { EventStore, NO_EVENTS } from './event-store.ts';
import type { SagaCommandParked } from './saga-events.ts';
import { SagaRunner } from './saga-runner.ts';
import type { SagaCommand } from './saga.ts';
import { ReadModels } from './read-models.ts';
import { listedNumbers, numberList } from './testing/number-list.ts';
import { newCategory, newEvent, numbered, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { ship, shipNumbers } from './testing/shipping.ts';

/** Long ago, Numbered said its number in words of one digit. */
const digits = ['zero', 'one', 'two', 'three'];
const numberEvents = {
  Renumbered: 'retired',
  Numbered({ number, word }: Readonly<Record<string, unknown>>): Numbered['data'] {
    if (typeof number === 'number') return { number };
    if (!digits.includes(String(word))) throw new Error(`no number is called ${String(word)}`);
    return { number: digits.indexOf(String(word)) };
  },
} as const;

const old = (word: string) => newEvent({ type: 'Numbered', data: { word } });
const present = (number: number) => newEvent(numbered(number));
const unknown = newEvent({ type: 'FromTheFuture', data: { number: 9 } });
const retired = newEvent({ type: 'Renumbered', data: { number: 7 } });

const sum: Decider<number, number, Numbered> = {
  initialState: 0,
  decide: (number) => [numbered(number)],
  evolve: (total, { data }) => total + data.number,
  events: numberEvents,
};

describe('what was stored in an older shape', () => {
  let server: RestartableServer;
  let byHand: EventStore;
  let eventStore: EventStore;
  let category: string;
  let stream: string;
  let closing: AsyncDisposableStack;
  const unknownNames: string[] = [];
  const clock = () => new Date('2026-11-22T08:00:00Z');

  beforeAll(async () => {
    server = await RestartableServer.start();
    byHand = new EventStore(server.connectionString);
    const registry = EventRegistry.of(numberEvents);
    eventStore = new EventStore(server.connectionString, { registry, onUnknownEvent: ({ type }) => unknownNames.push(type) });
  });
  beforeEach(() => {
    category = newCategory();
    stream = `${category}-1`;
    closing = new AsyncDisposableStack();
  });
  afterEach(() => closing.disposeAsync());
  afterAll(async () => {
    await eventStore.close();
    await byHand.close();
    await server.dispose();
  });

  const projected = (onInterruption?: () => void) => {
    const directory = server.directory(category);
    const readModels = new ReadModels({
      directory,
      projections: [numberList(category)],
      eventStore,
      ...(onInterruption && { onInterruption }),
    });
    closing.defer(() => readModels.close());
    return readModels;
  };
  const shippedBySaga = async (onParked?: (parked: SagaCommandParked['data']) => void) => {
    const given: SagaCommand[] = [];
    const dispatch = (command: SagaCommand) => Promise.resolve(void given.push(command));
    const runner = new SagaRunner(shipNumbers(category), { eventStore, clock, dispatch, ...(onParked && { onParked }) });
    closing.defer(() => runner.stop());
    await runner.start();
    return given;
  };

  it('is read in the present one by a decider, a projection and a saga', async () => {
    await byHand.append(stream, NO_EVENTS, [old('three'), present(5), old('one')]);
    const readModels = projected();
    await readModels.start();
    expect((await new DeciderRepository(eventStore, clock).load(sum, stream)).state).toBe(9);
    expect(listedNumbers(readModels.database)).toEqual([3, 5, 1]);
    expect(await shippedBySaga()).toEqual([3, 5, 1].map(ship));
  });

  it('is read in the present one as it arrives', async () => {
    const readModels = projected();
    await readModels.start();
    await readModels.waitFor(await byHand.append(stream, NO_EVENTS, [old('two')]));
    expect(listedNumbers(readModels.database)).toEqual([2]);
  });

  it('is passed over by nobody when it cannot be read: a decider refuses, read models stop, a saga parks it and goes on', async () => {
    await byHand.append(stream, NO_EVENTS, [old('eleventy'), present(1)]);
    await expect(new DeciderRepository(eventStore, clock).load(sum, stream)).rejects.toThrow(UnreadableEventError);

    const standing = new Recorder<boolean>();
    const readModels = projected(() => {
      standing.record(readModels.status().standsStillAt !== null);
    });
    void readModels.start();
    await standing.until((items) => items.includes(true));
    const failure = `${stream} holds an event "Numbered" (revision 0) that cannot be read: no number is called eleventy`;
    expect(readModels.status()).toMatchObject({
      ...{ caughtUp: false, failure: expect.stringContaining(failure) },
      standsStillAt: { projection: 'number-list', type: 'Numbered', stream, revision: 0 },
    });
    expect(listedNumbers(readModels.database)).toEqual([]);

    const parked: SagaCommandParked['data'][] = [];
    expect(await shippedBySaga((data) => parked.push(data))).toEqual([ship(1)]);
    expect(parked).toMatchObject([{ code: 'EVENT_NOT_UNDERSTOOD', message: failure, command: null }]);
  });

  it('is nothing to a decider when it is retired, but still holds its place in the stream', async () => {
    await byHand.append(stream, NO_EVENTS, [present(1), retired]);
    expect(await new DeciderRepository(eventStore, clock).load(sum, stream)).toMatchObject({ state: 1, revision: 1n });
  });

  it('reaches followers as it is when this build does not know it, and is told once', async () => {
    await byHand.append(stream, NO_EVENTS, [unknown, present(2), { ...unknown, id: randomUUID() }]);
    const readModels = projected();
    const applied: object[] = [];
    readModels.onApplied((events) => applied.push(...events.map(({ data }) => data)));
    await readModels.start();
    expect(applied).toEqual([{ number: 9 }, { number: 2 }, { number: 9 }]);
    expect(listedNumbers(readModels.database)).toEqual([2]);
    expect(unknownNames).toEqual(['FromTheFuture']);
  });

  it('is not read at all with an upcast that the registry does not have', async () => {
    await byHand.append(stream, NO_EVENTS, [old('three')]);
    const repository = new DeciderRepository(byHand, clock);
    await expect(repository.decide(sum, stream, 1, newContext(randomUUID(), 'token:test'))).rejects.toThrow(
      'no registry upcasts the event "Numbered"',
    );
  });
});
