import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consumer } from './consumer.ts';
import { EventStoreUnavailableError } from './errors.ts';
import { EventStore } from './event-store.ts';
import type { Position } from './position.ts';
import { ReadModels } from './read-models.ts';
import { SagaRunner } from './saga-runner.ts';
import { listedNumbers, numberList } from './testing/number-list.ts';
import { newCategory, newEvent, numbered, range, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { shipNumbers, shipped, ShippingOffice } from './testing/shipping.ts';
import { TestCluster } from './testing/test-cluster.ts';

const BEFORE = 4;
const COUNT = 16;

type Trouble = (cluster: TestCluster) => Promise<void>;

const troubles: Readonly<Record<string, Trouble>> = {
  'two changes of the leader': async (cluster) => {
    await cluster.elect(1);
    await cluster.elect(2);
  },
  'the death of the leader': async (cluster) => {
    await cluster.kill(0);
    await cluster.elect(1);
  },
  'the death of a leader that stored and did not answer, twice': async (cluster) => {
    for (const successor of [1, 2]) {
      await cluster.dieBeforeNextAnswer();
      await cluster.elect(successor);
    }
  },
  'the loss of all nodes, and their return': async (cluster) => {
    for (const node of [0, 1, 2]) await cluster.kill(node);
    for (const node of [1, 2]) await cluster.comeBack(node);
    await cluster.elect(0);
  },
};

describe.each(Object.entries(troubles))('%s', (_name, trouble) => {
  let cluster: TestCluster;
  let directory: string;
  let eventStore: EventStore;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-cluster-runtime-'));
    cluster = await TestCluster.start();
    eventStore = new EventStore(cluster.connectionString);
  });
  afterAll(async () => {
    await eventStore.close();
    await cluster[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  /** As a client of the API would: what could not be stored is sent again, and is the same. */
  const appendUntilStored = async (stream: string, number: number): Promise<Position> => {
    const events = [newEvent(numbered(number))];
    for (;;) {
      try {
        return await eventStore.append(stream, BigInt(number - 2), events);
      } catch (error) {
        if (!(error instanceof EventStoreUnavailableError)) throw error;
      }
    }
  };

  it('is got through: two saga runners give each command once and in order, read models show each event once, consumers get all', async () => {
    const category = newCategory();
    const office = new ShippingOffice(eventStore, category);
    const options = { eventStore, clock: () => new Date(), dispatch: office.dispatch };
    const runners = [1, 2].map(() => new SagaRunner(shipNumbers(category), options));
    const readModels = new ReadModels({ directory, projections: [numberList(category)], eventStore });
    const consumed = new Recorder<number>();
    const streams = [`${category}-`];
    const group = eventStore.consumerGroup({ name: category, streams, begins: 'at-first-event', workWithin: 20_000, retries: 100 });
    const handle = ({ data }: { readonly data: unknown }) => {
      consumed.record((data as Numbered['data']).number);
      return Promise.resolve();
    };
    const consumer = new Consumer({ group, handle });
    await Promise.all([...runners, readModels, consumer].map((part) => part.start()));

    const append = (number: number) => appendUntilStored(`${category}-1`, number);
    for (const number of range(1, BEFORE)) await append(number);
    const over = trouble(cluster);
    let last: Position = { commit: 0n, prepare: 0n };
    for (const number of range(BEFORE + 1, COUNT)) last = await append(number);
    await over;

    await readModels.waitFor(last);
    expect(listedNumbers(readModels.database)).toEqual(range(1, COUNT));
    await consumed.until((numbers) => new Set(numbers).size === COUNT);
    const late = runners.map(() => new SagaRunner(shipNumbers(category), options));
    await Promise.all(late.map((runner) => runner.start()));
    expect(await office.shipped()).toEqual(shipped(range(1, COUNT)));
    await Promise.all([...runners, ...late, consumer].map((part) => part.stop()));
    await readModels.close();
  });
});
