import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import type { Projection } from './projection.ts';
import { ReadModelDatabase } from './read-model-database.ts';
import { ReadModels, type ReadModelsOptions } from './read-models.ts';
import { countedNumbers, listedNumbers, numberList } from './testing/number-list.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';

describe('ReadModels that are built anew', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let category: string;
  let directory: string;
  /** While it is set, no file gets past the event with the number 1. */
  let isHeld: boolean;
  const opened: ReadModels[] = [];

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  beforeEach(() => {
    category = newCategory();
    directory = server.directory(category);
    isHeld = false;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((readModels) => readModels.close()));
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const heldList = (version: number): Projection => {
    const projection = numberList(category, version);
    const apply: Projection['apply'] = (event, database) => {
      if (isHeld && (event.data as { number: number }).number === 1) throw new Error('held');
      projection.apply(event, database);
    };
    return { ...projection, apply };
  };
  const open = (version: number, changes: Partial<ReadModelsOptions> = {}) => {
    const readModels = new ReadModels({ directory, projections: [heldList(version)], eventStore, ...changes });
    opened.push(readModels);
    return readModels;
  };
  const close = async (readModels: ReadModels) => {
    opened.splice(opened.indexOf(readModels), 1);
    await readModels.close();
  };
  const openedAndStarted = async (version: number, changes?: Partial<ReadModelsOptions>) => {
    const readModels = open(version, changes);
    await readModels.start();
    return readModels;
  };
  /** Leaves files that were built by a version, and are closed. */
  const builtBy = async (version: number) => close(await openedAndStarted(version));
  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  const databases = () => readdirSync(directory).filter((name) => name.endsWith('.db'));
  const spoil = () => {
    const database = new ReadModelDatabase(join(directory, databases()[0]!));
    database.execute('DELETE FROM numbers');
    database.close();
  };

  describe('for a projection whose meaning changed', () => {
    it('go on to show the old rows and what is new, and move to the new rows when all are there', async () => {
      await append([1, 2]);
      await builtBy(1);
      isHeld = true;
      const readModels = await openedAndStarted(2);
      const { database } = readModels;
      expect(listedNumbers(database)).toEqual([1, 2]);
      await readModels.waitFor(await append([3], 1n));
      expect(listedNumbers(database)).toEqual([1, 2, 6]);
      isHeld = false;
      await readModels.rebuild();
      expect(listedNumbers(database)).toEqual([2, 4, 6]);
      await readModels.waitFor(await append([4], 2n));
      expect(listedNumbers(database)).toEqual([2, 4, 6, 8]);
      expect(databases()).toHaveLength(1);
    });

    it('say which versions are served, and how far the new one is', async () => {
      await append([1, 2]);
      await builtBy(1);
      isHeld = true;
      const readModels = await openedAndStarted(2);
      const { version, presentVersion, rebuild } = readModels.status();
      expect(version).toMatch(new RegExp(`^[0-9a-f]{16}\\+${presentVersion}$`));
      expect(rebuild).toMatchObject({ version: presentVersion, caughtUp: false, events: 0, eventsExpected: 2 });
      isHeld = false;
      await readModels.rebuild();
      expect(readModels.status()).toMatchObject({ version: presentVersion, caughtUp: true, events: 2, rebuild: null });
    });

    it('go on from where the building was when the process ended in the middle', async () => {
      await append(range(1, 1_200));
      await builtBy(1);
      const seen: number[] = [];
      const killed = `${directory}-killed`;
      const projection = heldList(2);
      const apply: Projection['apply'] = (event, database) => {
        projection.apply(event, database);
        if ((event.data as { number: number }).number === 1_100) cpSync(directory, killed, { recursive: true });
      };
      await (await openedAndStarted(2, { projections: [{ ...projection, apply }] })).rebuild();
      const counting: Projection['apply'] = (event, database) => {
        projection.apply(event, database);
        seen.push((event.data as { number: number }).number);
      };
      const readModels = await openedAndStarted(2, { directory: killed, projections: [{ ...projection, apply: counting }] });
      await readModels.rebuild();
      expect(seen[0]).toBeGreaterThan(1);
      expect(listedNumbers(readModels.database)).toEqual(range(1, 1_200).map((number) => number * 2));
    });

    it('leave no row of theirs behind when the old version comes back', async () => {
      await append([1, 2]);
      await builtBy(1);
      isHeld = true;
      const newer = await openedAndStarted(2);
      await newer.waitFor(await append([3], 1n));
      await close(newer);
      const readModels = await openedAndStarted(1);
      expect(readModels.status().rebuild).not.toBeNull();
      isHeld = false;
      await readModels.rebuild();
      expect(listedNumbers(readModels.database)).toEqual([1, 2, 3]);
      expect(databases()).toHaveLength(1);
    });

    it('move on from an old file in which the new code finds what it cannot handle, and tell of every event once', async () => {
      await append([1]);
      await builtBy(1);
      const projection = heldList(2);
      const apply: Projection['apply'] = (event, database) => {
        if (listedNumbers(database)[0] === 1) throw new Error('an old row');
        projection.apply(event, database);
      };
      isHeld = true;
      const failed = new Recorder<unknown>();
      const onInterruption = (error: unknown) => {
        failed.record(error);
      };
      const readModels = await openedAndStarted(2, { projections: [{ ...projection, apply }], onInterruption });
      const told: PositionedEvent[] = [];
      readModels.onApplied((events) => told.push(...events));
      const position = await append([2], 0n);
      await failed.until((errors) => errors.some((error) => String(error).includes('an old row')));
      isHeld = false;
      await readModels.waitFor(position);
      expect(listedNumbers(readModels.database)).toEqual([2, 4]);
      expect(told).toMatchObject([{ revision: 1n }]);
    });
  });

  describe('on request', () => {
    it('are what the events say again, whatever was done to the file', async () => {
      await append([1, 2]);
      await builtBy(1);
      spoil();
      const readModels = await openedAndStarted(1);
      expect(listedNumbers(readModels.database)).toEqual([]);
      await readModels.rebuild();
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
      expect(databases()).toHaveLength(1);
    });

    it('are built once for several requests', async () => {
      await append([1, 2]);
      const readModels = await openedAndStarted(1);
      isHeld = true;
      const requests = [readModels.rebuild(), readModels.rebuild()];
      expect(databases()).toHaveLength(2);
      isHeld = false;
      await Promise.all(requests);
      expect(databases()).toHaveLength(1);
    });

    it('are not built a second time when the first time is not over', async () => {
      await append([1, 2]);
      const readModels = open(1);
      const built = readModels.rebuild();
      await readModels.start();
      await built;
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
      expect(databases()).toHaveLength(1);
    });

    it('go on to be built after a restart', async () => {
      await append([1, 2]);
      const before = await openedAndStarted(1);
      isHeld = true;
      before.requestRebuild();
      await close(before);
      spoil();
      isHeld = false;
      const readModels = await openedAndStarted(1);
      await readModels.rebuild();
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    });

    it('are those that were built last when the process ended before it had removed the old ones', async () => {
      await append([1, 2]);
      await builtBy(1);
      spoil();
      const old = `${directory}-old`;
      cpSync(directory, old, { recursive: true });
      const before = await openedAndStarted(1);
      await before.rebuild();
      await close(before);
      cpSync(old, directory, { recursive: true });
      expect(databases()).toHaveLength(2);
      const readModels = await openedAndStarted(1);
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
      expect(databases()).toHaveLength(1);
    });

    it('end with the process, and the waiting for them too', async () => {
      await append([1]);
      const readModels = await openedAndStarted(1);
      isHeld = true;
      const built = readModels.rebuild();
      await close(readModels);
      await built;
      await expect(readModels.rebuild()).rejects.toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE' });
    });
  });

  it('show writers what they wrote, and listeners every event once, whatever is built meanwhile', async () => {
    const readModels = await openedAndStarted(1);
    const told: PositionedEvent[] = [];
    readModels.onApplied((events) => told.push(...events));
    let isOver = false;
    const write = async (stream: number) => {
      for (const number of range(1, 100)) {
        const position = await appendNumbers(eventStore, `${category}-${stream}`, [number], BigInt(number) - 2n);
        await readModels.waitFor(position);
        const { newest } = readModels.database.get<{ newest: number }>(
          'SELECT max(number) AS newest FROM numbers WHERE stream = ?',
          `${category}-${stream}`,
        )!;
        expect(newest).toBe(number);
      }
    };
    const rebuild = async () => {
      let times = 0;
      for (; !isOver; times++) await readModels.rebuild();
      return times;
    };
    const rebuilding = rebuild();
    await Promise.all([1, 2, 3].map(write));
    isOver = true;
    expect(await rebuilding).toBeGreaterThan(1);
    expect(countedNumbers(readModels.database)).toBe(300);
    expect(told).toHaveLength(300);
    expect(new Set(told.map(({ id }) => id)).size).toBe(300);
  });
});
