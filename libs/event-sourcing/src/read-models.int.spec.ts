import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from './errors.ts';
import { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { formatPosition } from './position.ts';
import type { Projection } from './projection.ts';
import { ReadModels, type ReadModelsOptions } from './read-models.ts';
import { countedNumbers, listedNumbers, numberList } from './testing/number-list.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';
import { TaciturnEventStore } from './testing/taciturn-event-store.ts';

describe('ReadModels', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let category: string;
  let directory: string;
  const opened: ReadModels[] = [];

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  beforeEach(() => {
    category = newCategory();
    directory = server.directory(category);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((readModels) => readModels.close()));
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const open = (changes: Partial<ReadModelsOptions> = {}) => {
    const readModels = new ReadModels({ directory, projections: [numberList(category)], eventStore, ...changes });
    opened.push(readModels);
    return readModels;
  };
  const close = async (readModels: ReadModels) => {
    opened.splice(opened.indexOf(readModels), 1);
    await readModels.close();
  };
  const append = (numbers: readonly number[], revision?: bigint) => appendNumbers(eventStore, `${category}-1`, numbers, revision);
  const databases = () => readdirSync(directory).filter((name) => name.endsWith('.db'));
  /** Applies like {@link numberList}; does something else besides at a number. */
  const disturbed = (at: number, disturb: () => void): Projection => {
    const projection = numberList(category);
    return {
      ...projection,
      apply: (event, database) => {
        projection.apply(event, database);
        if ((event.data as { number: number }).number === at) disturb();
      },
    };
  };

  describe('starting', () => {
    it('shows everything that is stored, in order', async () => {
      await append(range(1, 1_200));
      const readModels = open();
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual(range(1, 1_200));
      expect(countedNumbers(readModels.database)).toBe(1_200);
    });

    it('shows nothing when nothing is stored, and does not wait', async () => {
      const readModels = open();
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual([]);
      expect(readModels.status()).toMatchObject({ caughtUp: true, failure: null });
    });

    it('shows the event at the very beginning of the store', async () => {
      const fresh = await RestartableServer.start();
      const itsStore = new EventStore(fresh.connectionString);
      const before = open({ eventStore: itsStore });
      await before.start();
      await close(before);
      await appendNumbers(itsStore, `${category}-1`, [1]);
      const readModels = open({ eventStore: itsStore });
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual([1]);
      await close(readModels);
      await itsStore.close();
      await fresh.dispose();
    });

    it('does not wait for a word of caught-up, which servers before 23.10 do not say', async () => {
      await append(range(1, 3));
      await appendNumbers(eventStore, `${newCategory()}-1`, range(1, 1_500));
      const taciturn = new TaciturnEventStore(server.connectionString);
      const readModels = open({ eventStore: taciturn });
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual([1, 2, 3]);
      await close(readModels);
      await taciturn.close();
    });

    it('ends when it is closed before it has caught up', async () => {
      await append([1]);
      const interrupted = new Recorder<unknown>();
      const readModels = open({
        projections: [disturbed(1, fail)],
        onInterruption: (error) => {
          interrupted.record(error);
        },
      });
      const started = readModels.start();
      await interrupted.until(({ length }) => length > 0);
      await close(readModels);
      await started;
    });
  });

  describe('waiting', () => {
    it('ends when the position is shown', async () => {
      const readModels = open();
      await readModels.start();
      await readModels.waitFor(await append([1, 2]));
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
      expect(readModels.status().position).toBe(formatPosition((await eventStore.lastPositionOf([`${category}-`]))!));
    });

    it('does not wait for what is shown already, nor for nothing', async () => {
      const position = await append([1]);
      const readModels = open();
      await readModels.start();
      await readModels.waitFor(position, 0);
      await readModels.waitFor(undefined, 0);
    });

    it('ends although nobody reads the event at the position, after what is read before it is shown', async () => {
      const readModels = open();
      await readModels.start();
      await append([1, 2]);
      await readModels.waitFor(await appendNumbers(eventStore, `${newCategory()}-1`, [3]), 60_000);
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    });

    it('does not end while an event that is read is missing, whatever stands behind it', async () => {
      let isBroken = true;
      const readModels = open({ projections: [disturbed(1, () => isBroken && fail())] });
      await readModels.start();
      await append([1]);
      const waiting = readModels.waitFor(await appendNumbers(eventStore, `${newCategory()}-1`, [2]));
      await expect(readModels.waitFor(await appendNumbers(eventStore, `${newCategory()}-1`, [2]), 200)).rejects.toThrow();
      isBroken = false;
      await waiting;
      expect(listedNumbers(readModels.database)).toEqual([1]);
    });

    it('fails when it takes too long', async () => {
      await expect(open().waitFor({ commit: 1n, prepare: 1n }, 1)).rejects.toThrow(EventStoreUnavailableError);
    });

    it('fails when they are closed', async () => {
      const readModels = open();
      const waiting = readModels.waitFor({ commit: 1n, prepare: 1n });
      await close(readModels);
      await expect(waiting).rejects.toThrow(EventStoreUnavailableError);
      await expect(readModels.waitFor({ commit: 1n, prepare: 1n })).rejects.toThrow(EventStoreUnavailableError);
    });
  });

  describe('telling', () => {
    it('hands over the events of each transaction, after it, until nobody listens', async () => {
      let told = 0;
      const shown: boolean[] = [];
      const readModels = open();
      await readModels.start();
      const stop = readModels.onApplied((events) => {
        told += events.length;
        shown.push(countedNumbers(readModels.database) === told);
      });
      await readModels.waitFor(await append([1, 2, 3]));
      expect(told).toBe(3);
      expect(shown).not.toContain(false);
      stop();
      await readModels.waitFor(await append([4], 2n));
      expect(told).toBe(3);
    });

    it('reports a listener that fails, and goes on with the others and with the events', async () => {
      const told = new Recorder<readonly PositionedEvent[]>();
      const interruptions: unknown[] = [];
      const readModels = open({ onInterruption: (error) => interruptions.push(error) });
      await readModels.start();
      readModels.onApplied(fail);
      readModels.onApplied((events) => {
        told.record(events);
      });
      await readModels.waitFor(await append([1]));
      await readModels.waitFor(await append([2], 0n));
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
      expect(told.items.flat()).toHaveLength(2);
      expect(interruptions).toMatchObject([{ message: 'disturbed' }, { message: 'disturbed' }]);
    });
  });

  describe('applying exactly once', () => {
    it('goes on where it was when it is opened again', async () => {
      await append(range(1, 3));
      const before = open();
      await before.start();
      await close(before);
      await append(range(4, 6), 2n);
      const readModels = open();
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual(range(1, 6));
    });

    it('applies a batch again, from its beginning, when it failed in the middle', async () => {
      await append(range(1, 5));
      let failures = 0;
      const interruptions: unknown[] = [];
      const disturb = () => {
        if (failures++ < 2) fail();
      };
      const readModels = open({ projections: [disturbed(3, disturb)], onInterruption: (error) => interruptions.push(error) });
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual(range(1, 5));
      expect(countedNumbers(readModels.database)).toBe(5);
      expect(interruptions).toHaveLength(2);
    });

    it('shows why it stands still, until it goes on', async () => {
      let isBroken = true;
      const failed = new Recorder<string | null>();
      const readModels: ReadModels = open({
        projections: [disturbed(2, () => isBroken && fail())],
        onInterruption: () => {
          failed.record(readModels.status().failure);
        },
      });
      await readModels.start();
      const position = await append([1, 2]);
      await failed.until(({ length }) => length > 1);
      expect(failed.items[0]).toMatch(/^the projection "number-list" cannot apply Numbered \(.*, revision 1 of .*-1\): disturbed$/);
      isBroken = false;
      await readModels.waitFor(position);
      expect(readModels.status().failure).toBeNull();
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    });

    it('shows the same after kills at any moment as when it is built from nothing', async () => {
      await append(range(1, 1_500));
      // What is on disk at that moment is what a killed process leaves: copied in the middle of a transaction, between two, and so on.
      const moments = [1, 2, 499, 500, 501, 750, 1_000, 1_499, 1_500];
      const copies = new Map(moments.map((moment) => [moment, `${directory}-killed-at-${moment}`]));
      const projection = numberList(category);
      const apply: Projection['apply'] = (event, database) => {
        projection.apply(event, database);
        const copy = copies.get((event.data as { number: number }).number);
        if (copy) cpSync(directory, copy, { recursive: true });
      };
      const whole = open({ projections: [{ ...projection, apply }] });
      await whole.start();
      for (const copy of copies.values()) {
        const readModels = open({ directory: copy });
        await readModels.start();
        expect(listedNumbers(readModels.database)).toEqual(listedNumbers(whole.database));
        expect(countedNumbers(readModels.database)).toBe(1_500);
      }
    });

    it('shows every event once although two processes write the same file', async () => {
      await append(range(1, 700));
      const [one, other] = [open(), open()];
      await Promise.all([one.start(), other.start()]);
      const position = await append(range(701, 703), 699n);
      await Promise.all([one.waitFor(position), other.waitFor(position)]);
      expect(listedNumbers(one.database)).toEqual(range(1, 703));
      expect(countedNumbers(other.database)).toBe(703);
    });
  });

  it('tell how far they are, and how far the store is', async () => {
    const readModels = open();
    expect(readModels.status()).toMatchObject({ ready: false, caughtUp: false, position: null, events: 0, lagSeconds: null });
    const position = await append([1, 2, 3]);
    await readModels.start();
    expect(readModels.status()).toMatchObject({ ready: true, caughtUp: true, events: 3, eventsSinceStart: 3, rebuild: null });
    expect(await readModels.lastStored()).toEqual(position);
    await close(readModels);
    const again = open();
    expect(again.status()).toMatchObject({ position: formatPosition(position), events: 3, eventsSinceStart: 0 });
  });

  describe('files', () => {
    it('builds anew for a projection with other tables, and removes the old file only when that has caught up', async () => {
      await append([1, 2]);
      const old = open();
      await old.start();
      await close(old);
      const [oldName] = databases();
      // A process that was killed leaves these beside the database.
      for (const suffix of ['-wal', '-shm']) writeFileSync(join(directory, `${oldName}${suffix}`), '');
      const changed = open({ projections: [withMoreTables(numberList(category))] });
      expect(databases()).toHaveLength(2);
      await changed.start();
      expect(listedNumbers(changed.database)).toEqual([1, 2]);
      expect(databases()).toHaveLength(1);
      expect(readdirSync(directory).filter((name) => name.startsWith(oldName!))).toEqual([]);
    });

    it.each([
      ['its schema', withMoreTables],
      ['the streams it reads', (projection: Projection) => ({ ...projection, streams: [...projection.streams, 'more-'] })],
      ['its name', (projection: Projection) => ({ ...projection, name: 'renamed' })],
    ])('builds anew for a projection that changed %s', (_what, change) => {
      open();
      open({ projections: [change(numberList(category))] });
      expect(databases()).toHaveLength(2);
    });

    it.each([
      ['is no database', () => Buffer.from('this is no database'.repeat(500))],
      ['was cut', (content: Buffer) => content.subarray(0, content.length - 4_096)],
      ['was overwritten in the middle', (content: Buffer) => content.fill(0xff, 4_096, 12_288)],
    ])('builds a file anew that %s', async (_what, damage) => {
      await append(range(1, 500));
      const before = open();
      await before.start();
      await close(before);
      const file = join(directory, databases()[0]!);
      writeFileSync(file, damage(readFileSync(file)));
      const readModels = open();
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual(range(1, 500));
      expect(countedNumbers(readModels.database)).toBe(500);
    });

    it('builds anew when the files were deleted', async () => {
      await append([1, 2]);
      const before = open();
      await before.start();
      await close(before);
      rmSync(directory, { recursive: true });
      const readModels = open();
      await readModels.start();
      expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    });
  });

  it('keeps several projections in step, each with its own streams', async () => {
    const other = newCategory();
    const count: Projection = {
      name: 'count-both',
      version: 1,
      streams: [`${category}-`, `${other}-`],
      schema: 'CREATE TABLE both (id TEXT PRIMARY KEY)',
      apply: ({ id }, database) => database.run('INSERT INTO both VALUES (?)', id),
    };
    await append([1, 2]);
    await appendNumbers(eventStore, `${other}-1`, [3]);
    const readModels = open({ projections: [numberList(category), count] });
    await readModels.start();
    expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    expect(readModels.database.all('SELECT * FROM both')).toHaveLength(3);
  });

  it('survives an outage of the store', async () => {
    const interruptions = new Recorder<unknown>();
    const readModels = open({
      onInterruption: (error) => {
        interruptions.record(error);
      },
    });
    await append([1, 2]);
    await readModels.start();
    await server.goAway();
    await interruptions.until(({ length }) => length >= 2);
    expect(readModels.status().failure).toBe('the event store cannot be reached');
    expect(listedNumbers(readModels.database)).toEqual([1, 2]);
    await server.comeBack();
    await readModels.waitFor(await append([3], 1n));
    expect(listedNumbers(readModels.database)).toEqual([1, 2, 3]);
    expect(readModels.status().failure).toBeNull();
  });
});

function withMoreTables(projection: Projection): Projection {
  return { ...projection, schema: `${projection.schema} CREATE TABLE more (x);` };
}

function fail(): never {
  throw new Error('disturbed');
}
