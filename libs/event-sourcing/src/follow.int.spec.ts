import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { follow, type Follower } from './follow.ts';
import { comparePositions, type Position } from './position.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';

/** Follows a category from the beginning, or from where it was when the subscription broke. */
class NumberFollower {
  readonly numbers = new Recorder<number>();
  readonly caughtUp = new Recorder<number>();
  readonly checkpoints = new Recorder<Position>();
  readonly interruptions = new Recorder<unknown>();
  readonly #stop = new AbortController();
  readonly #category: string;
  readonly #following: Promise<void>;
  #position: Position | undefined;

  constructor(eventStore: EventStore, category: string, changes: Partial<Follower> = {}) {
    this.#category = category;
    this.#following = follow(eventStore, { ...this.#follower(), ...changes });
  }

  take(events: readonly PositionedEvent[]): void {
    for (const event of events) {
      this.#position = event.position;
      this.numbers.record((event.data as { number: number }).number);
    }
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return this.#following;
  }

  #follower(): Follower {
    return {
      prefixes: [`${this.#category}-`],
      position: () => this.#position,
      onEvents: (events) => {
        this.take(events);
      },
      onCheckpoint: (position) => {
        this.checkpoints.record(position);
      },
      onCaughtUp: () => {
        this.caughtUp.record(this.numbers.items.length);
      },
      onInterruption: (error) => {
        this.interruptions.record(error);
      },
      signal: this.#stop.signal,
    };
  }
}

describe('follow', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  const followers: NumberFollower[] = [];

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  afterEach(async () => {
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const start = (category: string, changes?: Partial<Follower>) => {
    const follower = new NumberFollower(eventStore, category, changes);
    followers.push(follower);
    return follower;
  };

  it('hands over what is stored, and then what is stored from now on, in order', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${category}-1`, range(1, 700));
    const follower = start(category);
    await follower.caughtUp.until(({ length }) => length === 1);
    expect(follower.caughtUp.items).toEqual([700]);
    await appendNumbers(eventStore, `${category}-2`, range(701, 750));
    await follower.numbers.until(({ length }) => length === 750);
    expect(follower.numbers.items).toEqual(range(1, 750));
  });

  it('leaves out the streams of others', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${newCategory()}-1`, [1]);
    await appendNumbers(eventStore, `x${category}-1`, [2]);
    await appendNumbers(eventStore, `${category}-1`, [3]);
    const follower = start(category);
    await follower.caughtUp.until(({ length }) => length === 1);
    expect(follower.numbers.items).toEqual([3]);
  });

  it('begins after the position', async () => {
    const category = newCategory();
    const position = await appendNumbers(eventStore, `${category}-1`, [1, 2]);
    await appendNumbers(eventStore, `${category}-1`, [3], 1n);
    const follower = start(category, { position: () => Promise.resolve(position) });
    await follower.caughtUp.until(({ length }) => length === 1);
    expect(follower.numbers.items).toEqual([3]);
  });

  it('is caught up only when the follower has done its work with every event', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${category}-1`, range(1, 40));
    const done = new Recorder<number>();
    const follower = start(category, {
      onEvents: async (events) => {
        for (const { revision } of events) {
          await new Promise((resolve) => setImmediate(resolve));
          done.record(Number(revision));
        }
      },
      onCaughtUp: () => {
        done.record(-1);
      },
    });
    await done.until((items) => items.includes(-1));
    expect(done.items).toEqual([...range(0, 39), -1]);
    await follower.stop();
  });

  it('waits for the work before it hands over more', async () => {
    const category = newCategory();
    let atWork = 0;
    const together: number[] = [];
    const done = new Recorder<number>();
    start(category, {
      onEvents: async (events) => {
        together.push(++atWork);
        await new Promise((resolve) => setImmediate(resolve));
        atWork--;
        for (const event of events) done.record(Number(event.revision));
      },
    });
    for (const number of range(0, 19)) await appendNumbers(eventStore, `${category}-1`, [number], BigInt(number - 1));
    await done.until(({ length }) => length === 20);
    expect(Math.max(...together)).toBe(1);
    expect(done.items).toEqual(range(0, 19));
  });

  it('tells how far it has looked where nothing is of interest', async () => {
    const category = newCategory();
    const follower = start(category);
    await follower.caughtUp.until(({ length }) => length === 1);
    const position = await appendNumbers(eventStore, `${newCategory()}-1`, range(1, 400));
    await follower.checkpoints.until(({ length }) => length > 0);
    expect(follower.numbers.items).toEqual([]);
    expect(comparePositions(follower.checkpoints.items[0]!, position)).toBeLessThanOrEqual(0);
  });

  it('begins anew where it was when the follower fails, after telling why', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${category}-1`, range(1, 5));
    let failures = 0;
    const follower: NumberFollower = start(category, {
      onEvents: (events) => {
        follower.take(events.slice(0, 2));
        if (failures++ < 1) throw new Error('the work failed');
        follower.take(events.slice(2));
      },
    });
    await follower.numbers.until((numbers) => numbers.includes(5));
    expect(follower.numbers.items).toEqual([1, 2, 3, 4, 5]);
    expect(follower.interruptions.items).toMatchObject([{ message: 'the work failed' }]);
  });

  it('goes on after an outage, with nothing left out and nothing twice', async () => {
    const category = newCategory();
    const follower = start(category);
    await appendNumbers(eventStore, `${category}-1`, range(1, 3));
    await follower.numbers.until(({ length }) => length === 3);
    await server.goAway();
    await follower.interruptions.until(({ length }) => length >= 2);
    await server.comeBack();
    await appendNumbers(eventStore, `${category}-1`, range(4, 6), 2n);
    await follower.numbers.until((numbers) => numbers.includes(6));
    expect(follower.numbers.items).toEqual(range(1, 6));
  });

  it('begins when the store can be reached, not before', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${category}-1`, [1]);
    await server.goAway();
    const follower = start(category);
    await follower.interruptions.until(({ length }) => length > 0);
    await server.comeBack();
    await follower.numbers.until(({ length }) => length === 1);
    expect(follower.caughtUp.items).toEqual([1]);
  });

  it('ends when it is told to, in the middle of the events as well', async () => {
    const category = newCategory();
    await appendNumbers(eventStore, `${category}-1`, range(1, 2_000));
    const follower: NumberFollower = start(category, {
      onEvents: (events) => {
        follower.take(events);
        void follower.stop();
      },
    });
    await follower.numbers.until(({ length }) => length > 0);
    await follower.stop();
    expect(follower.numbers.items.length).toBeLessThan(2_000);
    expect(follower.interruptions.items).toEqual([]);
  });
});
