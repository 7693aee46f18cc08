import { createHash } from 'node:crypto';
import { watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore } from './event-store.ts';
import type { Position } from './position.ts';
import { laterPosition } from './position.ts';
import type { ReadModelDatabase } from './read-model-database.ts';
import { ReadModels } from './read-models.ts';
import { numberList } from './testing/number-list.ts';
import { appendNumbers, newCategory, range } from './testing/numbered.ts';
import { startReadModelsProcess, type ReadModelsProcessOptions } from './testing/read-models-process.ts';
import { RestartableServer } from './testing/restartable-server.ts';

/** `READ_MODEL_KILLS=50 npm test -- read-models-crash` tries harder. */
const KILLS = Number(process.env['READ_MODEL_KILLS'] ?? 5);

/** In each of the three situations below. */
const kills = range(1, Math.ceil(KILLS / 3));

/** So many events that building from them takes a noticeable time. */
const EVENTS_BEFORE = 5_000;

const upTo = (most: number) => 1 + Math.floor(Math.random() * most);

describe('ReadModels in a process that is killed', () => {
  const category = newCategory();
  const revisions = new Map<string, bigint>();
  let server: RestartableServer;
  let eventStore: EventStore;
  let directory: string;
  let version = 1;
  let fresh = 0;

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
    directory = server.directory('killed');
    for (const stream of range(1, 10)) await append(stream, range(1, EVENTS_BEFORE / 10));
    await showing(directory, () => Promise.resolve());
  });
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const append = async (stream: number, numbers: readonly number[]) => {
    const name = `${category}-${stream}`;
    const revision = revisions.get(name) ?? -1n;
    const position = await appendNumbers(eventStore, name, numbers, revision);
    revisions.set(name, revision + BigInt(numbers.length));
    return position;
  };

  /** Writers that append until the work is done. Answers the position of their last event. */
  const whileWriting = async (work: () => Promise<void>): Promise<Position | undefined> => {
    let isOver = false;
    const write = async (stream: number) => {
      let last: Position | undefined;
      while (!isOver) {
        last = await append(stream, range(1, upTo(20)));
        await delay(upTo(100));
      }
      return last;
    };
    const writers = [1, 2, 3].map(write);
    await work();
    isOver = true;
    return (await Promise.all(writers)).reduce(laterPosition, undefined);
  };

  /** Read models of this process in a directory, when they have caught up. */
  const showing = async <T>(where: string, look: (readModels: ReadModels) => Promise<T>): Promise<T> => {
    const readModels = new ReadModels({ directory: where, projections: [numberList(category, version)], eventStore });
    try {
      await readModels.start();
      return await look(readModels);
    } finally {
      await readModels.close();
    }
  };

  const expectSameAsFromNothing = async (readModels: ReadModels) => {
    const shown = tablesOf(readModels.database);
    const events = readModels.status().events;
    const expected = await showing(server.directory(`fresh-${++fresh}`), (it) =>
      Promise.resolve({ tables: tablesOf(it.database), events: it.status().events }),
    );
    expect(shown).toEqual(expected.tables);
    expect(shown).toMatchObject({ numbers: { rows: expected.events } });
    expect(events).toBe(expected.events);
  };

  const killAfter = async (task: ReadModelsProcessOptions['task'], moment: (opened: Promise<unknown>) => Promise<unknown>) => {
    const options = { connectionString: server.connectionString, directory, category, version, task };
    return whileWriting(async () => {
      const child = startReadModelsProcess(options);
      await moment(child.opened);
      await child.kill();
    });
  };
  const soonAfter = async (opened: Promise<unknown>) => {
    await opened;
    await delay(upTo(300));
  };
  /** Files come when a building begins, and go when queries have moved. */
  const whenFilesChanged = async (times: number) => {
    let left = times;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const watcher = watch(directory, (kind) => {
      if (kind === 'rename' && --left === 0) resolve(undefined);
    });
    await promise;
    watcher.close();
  };

  it.each(kills)('show the same as when they are built from nothing: while they follow, kill %d', async () => {
    const last = await killAfter('follow', soonAfter);
    await showing(directory, async (readModels) => {
      await readModels.waitFor(last);
      await expectSameAsFromNothing(readModels);
    });
  });

  it.each(kills)('show the same as when they are built from nothing: while they are rebuilt, kill %d', async () => {
    const last = await killAfter('rebuild', () => whenFilesChanged(upTo(40)));
    await showing(directory, async (readModels) => {
      await readModels.waitFor(last);
      await expectSameAsFromNothing(readModels);
      await readModels.rebuild();
      await expectSameAsFromNothing(readModels);
    });
  });

  it.each(kills)('show the same as when they are built from nothing: while their meaning changes, kill %d', async () => {
    version++;
    const last = await killAfter('follow', () => whenFilesChanged(upTo(6)));
    await showing(directory, async (readModels) => {
      await readModels.waitFor(last);
      if (readModels.status().rebuild) await readModels.rebuild();
      await expectSameAsFromNothing(readModels);
    });
  });
});

/** All rows of all projections, as how many there are in each table and their digest. */
function tablesOf(database: ReadModelDatabase): Record<string, unknown> {
  const isOfProjections = "type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'read_model_state'";
  const names = database.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE ${isOfProjections}`).map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => {
      const rows = database.all(`SELECT * FROM "${name}" ORDER BY rowid`);
      return [name, { rows: rows.length, digest: createHash('sha256').update(JSON.stringify(rows)).digest('hex') }];
    }),
  );
}
