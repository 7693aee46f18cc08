import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore, NO_EVENTS } from './event-store.ts';
import { appendNumbers, newCategory, newEvent, numbered } from './testing/numbered.ts';
import { TestCluster } from './testing/test-cluster.ts';

describe('a cluster with TLS and users', () => {
  let cluster: TestCluster;
  let eventStore: EventStore;

  beforeAll(async () => {
    cluster = await TestCluster.start();
    eventStore = new EventStore(cluster.connectionString);
  });
  afterAll(async () => {
    await eventStore.close();
    await cluster[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await cluster.elect(0);
  });

  const newStream = () => `${newCategory()}-1`;
  const numbersIn = async (stream: string) => {
    const numbers: unknown[] = [];
    for await (const { data } of eventStore.readForwards(stream)) numbers.push((data as { number: number }).number);
    return numbers;
  };

  it('is reached by naming its nodes, or by asking one of them', async () => {
    const stream = newStream();
    await appendNumbers(eventStore, stream, [1]);
    const discovering = new EventStore(cluster.discoveringConnectionString);
    await appendNumbers(discovering, stream, [2], 0n);
    await discovering.close();
    expect(await numbersIn(stream)).toEqual([1, 2]);
  });

  it('takes appends through a change of the leader', async () => {
    const stream = newStream();
    await appendNumbers(eventStore, stream, [1]);
    await cluster.elect(1);
    await appendNumbers(eventStore, stream, [2], 0n);
    await cluster.elect(2);
    await appendNumbers(eventStore, stream, [3], 1n);
    expect(await numbersIn(stream)).toEqual([1, 2, 3]);
  });

  it('stores an append once whose leader died before it answered', async () => {
    const stream = newStream();
    const events = [newEvent(numbered(1)), newEvent(numbered(2))];
    const dead = cluster.dieBeforeNextAnswer();
    const appended = eventStore.append(stream, NO_EVENTS, events);
    await dead;
    await cluster.elect(1);
    expect(await appended).toEqual(await eventStore.lastPositionOf([stream]));
    expect(await numbersIn(stream)).toEqual([1, 2]);
    await cluster.comeBack(0);
  });
});
