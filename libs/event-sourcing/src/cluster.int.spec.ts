import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '@holdfast/embedded-event-store/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreAccessError } from './connection-errors.ts';
import { EventStoreUnavailableError } from './errors.ts';
import { EventStore, NO_EVENTS } from './event-store.ts';
import { follow } from './follow.ts';
import { appendNumbers, newCategory, newEvent, numbered, range } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { TestCluster } from './testing/test-cluster.ts';

describe('a cluster with TLS and users', () => {
  let cluster: TestCluster;
  let eventStore: EventStore;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-certificates-'));
    cluster = await TestCluster.start();
    eventStore = new EventStore(cluster.connectionString);
  });
  afterAll(async () => {
    await eventStore.close();
    await cluster[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
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

  it('reads on when the node it reads from does not lead any more', async () => {
    const stream = newStream();
    await appendNumbers(eventStore, stream, [1]);
    await cluster.elect(1);
    expect(await numbersIn(stream)).toEqual([1]);
    expect(await eventStore.readLast(stream)).toMatchObject({ revision: 0n });
  });

  it('repeats an append while nobody leads', async () => {
    const stream = newStream();
    await appendNumbers(eventStore, newStream(), [0]);
    await cluster.kill(0);
    const appended = appendNumbers(eventStore, stream, [1]);
    await cluster.elect(2);
    await appended;
    await cluster.comeBack(0);
    expect(await numbersIn(stream)).toEqual([1]);
  });

  it('takes each of many appends once, whose leader dies among them', async () => {
    const streams = range(1, 40).map(newStream);
    const dead = cluster.dieBeforeNextAnswer();
    const appended = streams.map((stream) => appendNumbers(eventStore, stream, [1, 2]));
    await dead;
    await cluster.elect(1);
    await Promise.all(appended);
    await cluster.comeBack(0);
    for (const stream of streams) expect(await numbersIn(stream)).toEqual([1, 2]);
  });

  it('may go away as a whole: what is asked meanwhile says so, and all goes on when it is back', async () => {
    const impatient = new EventStore(cluster.connectionStringWith({ discoveries: 1 }));
    const category = newCategory();
    const seen = new Recorder<unknown>();
    const stopping = new AbortController();
    const following = follow(impatient, {
      prefixes: [`${category}-`],
      position: () => undefined,
      onEvents: (events) => {
        for (const { data } of events) seen.record((data as { number: number }).number);
      },
      signal: stopping.signal,
    });
    await appendNumbers(eventStore, `${category}-1`, [1]);
    await seen.until((numbers) => numbers.includes(1));

    const reads = [1, 2, 3].map(() => impatient.readLast(newStream()));
    for (const node of [0, 1, 2]) await cluster.kill(node);
    for (const asked of [appendNumbers(impatient, newStream(), [1]), impatient.ping()]) {
      await expect(asked).rejects.toThrow(EventStoreUnavailableError);
    }
    await Promise.allSettled(reads);
    for (const node of [1, 2]) await cluster.comeBack(node);
    await cluster.elect(0);
    await appendNumbers(impatient, `${category}-2`, [2]);
    await seen.until((numbers) => numbers.includes(2));
    stopping.abort();
    await following;
    await impatient.close();
  });

  describe('that cannot be used', () => {
    const complaintOf = async (connectionString: string): Promise<Error> => {
      const stranger = new EventStore(connectionString);
      try {
        await stranger.connect();
      } catch (error) {
        return error as Error;
      } finally {
        await stranger.close();
      }
      throw new Error('it can be used');
    };

    it('says that it refuses the password', async () => {
      const stranger = new EventStore(cluster.connectionStringWith({ password: 'hunter2' }));
      await expect(stranger.connect()).rejects.toThrow(EventStoreAccessError);
      await expect(appendNumbers(stranger, newStream(), [1])).rejects.toThrow('the event store refuses our user name and password');
      await expect(stranger.readLast(newStream())).rejects.toThrow(EventStoreAccessError);
      await stranger.close();
    });

    it.each(['esdb', 'esdb+discover'])('says which certificate is not trusted (%s)', async (scheme) => {
      const authority = join(directory, 'other.crt');
      await writeFile(authority, selfSignedCertificate(new Date()).certificate);
      const error = await complaintOf(cluster.connectionStringWith({ scheme, authority, discoveries: 1 }));
      expect(error.message).toMatch(/^the event store cannot be reached: localhost:\d+: .*certificate/);
      expect(error.message).not.toContain('p:ss');
    });

    it('says where nobody listens', async () => {
      const error = await complaintOf(cluster.connectionStringWith({ hosts: ['localhost:1', 'localhost:2'], discoveries: 1 }));
      expect(error.message).toMatch(/localhost:1: .*ECONNREFUSED.*; localhost:2: .*ECONNREFUSED/);
    });

    it('says which file it lacks', () => {
      const missing = cluster.connectionStringWith({ authority: '/nowhere/ca.crt' });
      expect(() => new EventStore(missing)).toThrow('names a file that cannot be read: /nowhere/ca.crt');
    });
  });
});
