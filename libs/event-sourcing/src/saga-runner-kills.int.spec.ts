import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from './event-store.ts';
import { isAtLeast, parsePosition, type Position } from './position.ts';
import type { SagaAdvanced } from './saga-events.ts';
import { SagaJournal } from './saga-journal.ts';
import { SagaRunner } from './saga-runner.ts';
import { KillableProcess } from './testing/killable-process.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { shipNumbers, shipped, ShippingOffice } from './testing/shipping.ts';

const KILLS = Number(process.env['SAGA_KILLS'] ?? 4);
const KILLS_OF_ONE_SAGA = 5;
const NUMBERS_IN_A_ROUND = 40;
const LONGEST_LIFE_MS = 400;
const INSTANCES = [1, 2, 3];

interface StoredNumber {
  readonly number: number;
  readonly instance: string;
  readonly position: Position;
}

/** One saga, and the numbers that it has been told so far. */
class Shipping {
  readonly category = newCategory();
  readonly saga = shipNumbers(this.category);
  readonly office: ShippingOffice;
  readonly numbers: StoredNumber[] = [];
  readonly #eventStore: EventStore;
  readonly #journal: SagaJournal;

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
    this.office = new ShippingOffice(eventStore, this.category);
    this.#journal = new SagaJournal(this.saga.name, eventStore, () => new Date());
  }

  async tellMore(): Promise<void> {
    for (const number of range(this.numbers.length + 1, this.numbers.length + NUMBERS_IN_A_ROUND)) {
      const instance = `${this.category}-${INSTANCES[number % INSTANCES.length]}`;
      const revision = BigInt(this.numbers.filter((other) => other.instance === instance).length) - 1n;
      const position = await appendNumbers(this.#eventStore, instance, [number], revision);
      this.numbers.push({ number, instance, position });
    }
  }

  async runToTheEnd(): Promise<void> {
    const runner = new SagaRunner(this.saga, { eventStore: this.#eventStore, clock: () => new Date(), dispatch: this.office.dispatch });
    await runner.start();
    await runner.stop();
  }

  /** What is shipped of the numbers that the checkpoint says are done with. */
  async owed(): Promise<number[]> {
    const checkpoint = await this.#journal.checkpoint();
    return shipped(this.numbers.filter(({ position }) => isAtLeast(checkpoint, position)).map(({ number }) => number));
  }

  /** What each instance remembers, and what it must remember by the events up to its last step. */
  async states(): Promise<{ readonly remembered: unknown[]; readonly folded: unknown[] }> {
    const remembered: unknown[] = [];
    const folded: unknown[] = [];
    for (const instance of INSTANCES.map((each) => `${this.category}-${each}`)) {
      const last = (await this.#eventStore.readLast(`saga-${this.saga.name}-${instance}`))?.data as SagaAdvanced['data'] | undefined;
      const seen = this.numbers.filter(
        (each) => each.instance === instance && last && isAtLeast(parsePosition(last.position), each.position),
      );
      remembered.push(last?.state ?? { seen: 0 });
      folded.push({ seen: seen.length });
    }
    return { remembered, folded };
  }
}

describe('a saga whose process is killed', () => {
  let server: RestartableServer;
  let eventStore: EventStore;

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const liveAndDie = async ({ category }: Shipping, longest: number) => {
    const life = await KillableProcess.start('run-shipping-saga.ts', [server.connectionString, category]);
    await delay(Math.random() * longest);
    await life.kill();
  };
  /** Dead or alive, nothing that was promised is missing, and nothing was done twice. */
  const mustBeTrueAtAnyMoment = async (shipping: Shipping) => {
    const done = await shipping.office.shipped();
    expect(new Set(done).size).toBe(done.length);
    expect(done).toEqual(expect.arrayContaining(await shipping.owed()));
    const { remembered, folded } = await shipping.states();
    expect(remembered).toEqual(folded);
    return done.length;
  };

  it(
    `gives every command effect exactly once over ${KILLS} kills, now and then with two at work`,
    async () => {
      let shipping = new Shipping(eventStore);
      let interrupted = 0;
      for (const kill of range(1, KILLS)) {
        if (kill % KILLS_OF_ONE_SAGA === 1) shipping = new Shipping(eventStore);
        await shipping.tellMore();
        const longest = (LONGEST_LIFE_MS * kill) / KILLS; // the first are too short for the work, whatever the machine
        const runners = kill % 3 === 0 ? [1, 2] : [1];
        await Promise.all(runners.map(() => liveAndDie(shipping, longest)));
        const done = await mustBeTrueAtAnyMoment(shipping);
        const all = shipped(shipping.numbers.map(({ number }) => number));
        if (done < all.length) interrupted++;
        await shipping.runToTheEnd();
        await mustBeTrueAtAnyMoment(shipping);
        expect((await shipping.office.shipped()).toSorted(ascending)).toEqual(all.toSorted(ascending));
      }
      process.stdout.write(`${interrupted} of ${KILLS} kills came in the middle of the work\n`);
      expect(interrupted).toBeGreaterThan(0);
    },
    60_000 + KILLS * 15_000,
  );
});

function ascending(a: number, b: number): number {
  return a - b;
}
