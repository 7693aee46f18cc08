import { PersistentSubscriptionDoesNotExistError } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Consumer, type ConsumerOptions } from './consumer.ts';
import type { ConsumerGroup, ConsumerGroupDefinition } from './consumer-group.ts';
import { DomainError } from './errors.ts';
import { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { DisturbedConnection } from './testing/disturbed-connection.ts';
import { deleteGroup, untilParked } from './testing/group-conditions.ts';
import { KillableProcess } from './testing/killable-process.ts';
import { appendNumbers, newCategory, range, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';

const numberOf = ({ data }: PositionedEvent) => (data as Numbered['data']).number;

describe('Consumer', () => {
  let server: RestartableServer;
  let connection: DisturbedConnection;
  let eventStore: EventStore;
  let definition: ConsumerGroupDefinition;
  let group: ConsumerGroup;
  let category: string;
  const running: Consumer[] = [];

  beforeAll(async () => {
    server = await RestartableServer.start();
    connection = await DisturbedConnection.to(server.port);
    eventStore = new EventStore(connection.connectionString);
  });
  beforeEach(() => {
    category = newCategory();
    definition = { name: `group-${category}`, streams: [`${category}-`], begins: 'at-first-event', workWithin: 20_000, retries: 100 };
    group = eventStore.consumerGroup(definition);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
  });
  afterAll(async () => {
    await eventStore.close();
    await connection.close();
    await server.dispose();
  });

  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  const start = async (handle: ConsumerOptions['handle'], options: Partial<ConsumerOptions> = {}) => {
    const consumer = new Consumer({ group, handle, ...options });
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  const recording = () => {
    const done = new Recorder<number>();
    const handle = (event: PositionedEvent) => {
      done.record(numberOf(event));
      return Promise.resolve();
    };
    return { done, handle };
  };
  const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
  const has = (count: number) => (items: readonly unknown[]) => items.length >= count;
  /** Whether everything was settled: a consumer that comes now gets what is stored now, and nothing before. */
  const nothingIsLeftBefore = async (number: number, revision: bigint) => {
    const { done, handle } = recording();
    await start(handle);
    await append([number], revision);
    await done.until(has(1));
    expect(done.items).toEqual([number]);
  };

  it('works on everything that is there and that comes, and settles it', async () => {
    await append([1, 2]);
    const { done, handle } = recording();
    const consumer = await start(handle);
    await append([3], 1n);
    await done.until(has(3));
    await consumer.stop();
    expect(sorted(done.items)).toEqual([1, 2, 3]);
    await nothingIsLeftBefore(4, 2n);
  });

  it('begins with what is new when it is told to', async () => {
    await append([1]);
    group = eventStore.consumerGroup({ ...definition, begins: 'now' });
    const { done, handle } = recording();
    await start(handle);
    await append([2], 0n);
    await done.until(has(1));
    expect(done.items).toEqual([2]);
  });

  it('makes the group with several at once, and shares the work with them', async () => {
    const { done, handle } = recording();
    const shares = [0, 0];
    await Promise.all(
      shares.map((_, index) =>
        start(async (event) => {
          shares[index]!++;
          await handle(event);
        }),
      ),
    );
    await append(range(1, 20));
    await done.until(has(20));
    expect(sorted(done.items)).toEqual(range(1, 20));
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it('works on so many at once, and takes the next when one is settled', async () => {
    await append(range(1, 5));
    const begun = new Recorder<number>();
    const finish: (() => void)[] = [];
    await start(
      async (event) => {
        begun.record(numberOf(event));
        await new Promise<void>((resolve) => finish.push(resolve));
      },
      { atOnce: 2 },
    );
    await begun.until(has(2));
    expect(begun.items).toHaveLength(2);
    finish[0]!();
    await begun.until(has(3));
    expect(begun.items).toHaveLength(3);
    for (let next = 1; next < 5; next++) {
      await begun.until(has(next + 1));
      finish[next]!();
    }
  });

  it('changes the times of a group that was made with others', async () => {
    const { handle } = recording();
    await (await start(handle)).stop();
    group = eventStore.consumerGroup({ ...definition, retries: 0 });
    await append([1]);
    await start(() => Promise.reject(new Error('no')));
    await untilParked(group, 1);
  });

  describe('when its process is killed in the middle of the work', () => {
    it('lets the others have what it had in hand', async () => {
      await append([1, 2, 3]);
      const taken = new Recorder<string>();
      const victim = await KillableProcess.start('take-and-hold.ts', [server.connectionString, JSON.stringify(definition)], (line) => {
        taken.record(line);
      });
      await taken.until(has(2));
      const { done, handle } = recording();
      const heir = await start(handle);
      await done.until(has(1));
      expect(done.items).toEqual([3]);
      await victim.kill();
      await done.until(has(3));
      expect(sorted(done.items)).toEqual([1, 2, 3]);
      await heir.stop();
      await nothingIsLeftBefore(4, 2n);
    });
  });

  describe('when the work fails', () => {
    it('does it again', async () => {
      await append([1]);
      const { done, handle } = recording();
      let tries = 0;
      await start((event) => (++tries < 3 ? Promise.reject(new Error('not yet')) : handle(event)));
      await done.until(has(1));
      expect(tries).toBe(3);
      expect(await group.parked()).toBe(0);
    });

    it('parks what is refused, tells it, goes on, and does it when it is replayed', async () => {
      await append([1, 2]);
      const { done, handle } = recording();
      const told = new Recorder<[number, string]>();
      let isRefused = true;
      await start(
        (event) =>
          isRefused && numberOf(event) === 1 ? Promise.reject(new DomainError('conflict', 'SOLD_OUT', 'Not today.')) : handle(event),
        {
          onParked: (event, reason) => {
            told.record([numberOf(event), reason]);
          },
        },
      );
      await told.until(has(1));
      await done.until(has(1));
      expect(told.items).toEqual([[1, 'SOLD_OUT Not today.']]);
      expect(done.items).toEqual([2]);
      await untilParked(group, 1);
      isRefused = false;
      await group.replayParked();
      await done.until(has(2));
      expect(done.items).toEqual([2, 1]);
      await untilParked(group, 0);
    });

    it('parks what fails for no known reason so many times', async () => {
      await append([1]);
      const told = new Recorder<string>();
      let tries = 0;
      await start(
        () => {
          tries++;
          return Promise.reject(new RangeError('https://user:secret@example.org'));
        },
        {
          attempts: 2,
          onParked: (_event, reason) => {
            told.record(reason);
          },
        },
      );
      await told.until(has(1));
      expect(tries).toBe(2);
      expect(told.items).toEqual(['failed with RangeError']);
    });
  });

  it('tells work to stop before the server gives its event to somebody else', async () => {
    group = eventStore.consumerGroup({ ...definition, workWithin: 1_000 });
    await append([1]);
    const overdue = new Recorder<number>();
    const { done, handle } = recording();
    let isFirst = true;
    await start(
      async (event, signal) => {
        if (!isFirst) return handle(event);
        isFirst = false;
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('told to stop'));
          });
        });
      },
      {
        onOverdue: (event) => {
          overdue.record(numberOf(event));
        },
      },
    );
    await done.until(has(1));
    expect(overdue.items).toEqual([1]);
  });

  describe('stopping', () => {
    it('finishes the work in hand, and leaves the rest to the others', async () => {
      await append([1, 2, 3]);
      const begun = new Recorder<number>();
      const finished: number[] = [];
      const finish = Promise.withResolvers<void>();
      const consumer = await start(
        async (event) => {
          begun.record(numberOf(event));
          await finish.promise;
          finished.push(numberOf(event));
        },
        { atOnce: 2 },
      );
      await begun.until(has(2));
      const stopping = consumer.stop();
      finish.resolve();
      await stopping;
      expect(sorted(finished)).toEqual([1, 2]);
      const { done, handle } = recording();
      await start(handle);
      await done.until(has(1));
      expect(done.items).toEqual([3]);
    });

    it('does not wait for a store that cannot be reached', async () => {
      const nowhere = new EventStore('esdb://127.0.0.1:1?tls=false');
      const interrupted = new Recorder<unknown>();
      const { handle } = recording();
      const consumer = new Consumer({
        group: nowhere.consumerGroup(definition),
        handle,
        onInterruption: (error) => {
          interrupted.record(error);
        },
      });
      const started = consumer.start();
      await interrupted.until(has(1));
      await consumer.stop();
      await started;
      await nowhere.close();
    });
  });

  describe('over an outage', () => {
    it.each<[string, () => Promise<void>]>([
      [
        'of the connection',
        () => {
          connection.cut();
          return Promise.resolve();
        },
      ],
      [
        'of the server',
        async () => {
          await server.goAway();
          await server.comeBack();
        },
      ],
    ])('%s goes on, and does not begin again what is still in hand', async (_what, disturb) => {
      await append([1]);
      const begun = new Recorder<number>();
      const finish = Promise.withResolvers<void>();
      const interrupted = new Recorder<unknown>();
      await start(
        async (event) => {
          begun.record(numberOf(event));
          if (numberOf(event) === 1) await finish.promise;
        },
        {
          onInterruption: (error) => {
            interrupted.record(error);
          },
        },
      );
      await begun.until(has(1));
      await disturb();
      await interrupted.until(has(1));
      await append([2], 0n);
      await begun.until(has(2));
      finish.resolve();
      await append([3], 1n);
      await begun.until(has(3));
      expect(sorted(begun.items)).toEqual([1, 2, 3]);
    });

    it('makes the group again that somebody has deleted', async () => {
      await append([1]);
      const { done, handle } = recording();
      await start(handle);
      await done.until(has(1));
      await deleteGroup(server.connectionString, definition.name);
      await append([2], 0n);
      await done.until((numbers) => numbers.includes(2));
      expect(new Set(done.items)).toEqual(new Set([1, 2]));
    });
  });

  it('has no parked messages to tell of without a group', async () => {
    await expect(group.parked()).rejects.toThrow(PersistentSubscriptionDoesNotExistError);
  });
});
