import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStore } from './event-store.ts';
import type { Position } from './position.ts';
import type { Projection } from './projection.ts';
import { ReadModelsStandStillError } from './read-model-errors.ts';
import { ReadModels } from './read-models.ts';
import { numberList } from './testing/number-list.ts';
import { appendNumbers, newCategory, type Numbered } from './testing/numbered.ts';
import { Recorder } from './testing/recorder.ts';
import { RestartableServer } from './testing/restartable-server.ts';

describe('ReadModels that meet an event which a projection cannot apply', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let stream: string;
  let isBroken: boolean;
  let standing: Recorder<boolean>;
  let readModels: ReadModels;
  let position: Position;

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(server.connectionString);
  });
  beforeEach(async () => {
    const category = newCategory();
    stream = `${category}-1`;
    isBroken = true;
    standing = new Recorder();
    readModels = new ReadModels({
      ...{ directory: server.directory(category), projections: [breakingAtTwo(category)], eventStore },
      onInterruption: () => {
        standing.record(readModels.status().standsStillAt !== null);
      },
    });
    await readModels.start();
    position = await appendNumbers(eventStore, stream, [1, 2]);
  });
  afterEach(() => readModels.close());
  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const breakingAtTwo = (category: string): Projection => {
    const projection = numberList(category);
    const apply: Projection['apply'] = (event, database) => {
      if (isBroken && (event as unknown as Numbered).data.number === 2) throw new Error('disturbed');
      projection.apply(event, database);
    };
    return { ...projection, apply };
  };
  const untilTheyStand = () => standing.until((items) => items.includes(true));

  it('name it, and are not ready', async () => {
    await untilTheyStand();
    const { id } = (await eventStore.readLast(stream))!;
    const event = { projection: 'number-list', eventId: id, type: 'Numbered', stream, revision: 1, attempts: 6 };
    expect(readModels.status()).toMatchObject({ ready: false, caughtUp: true, standsStillAt: event });
    expect(standing.items).toEqual([false, false, false, false, false, true]);
  });

  it('do not let anybody wait for what stands behind it', async () => {
    await expect(readModels.waitFor(position)).rejects.toThrow(ReadModelsStandStillError);
    await expect(readModels.waitFor(position)).rejects.toThrow(ReadModelsStandStillError);
  });

  it('are ready again when the event can be applied', async () => {
    await untilTheyStand();
    const shown = new Recorder<unknown>();
    readModels.onApplied((events) => {
      shown.record(events);
    });
    isBroken = false;
    await shown.until(({ length }) => length > 0);
    await readModels.waitFor(position, 0);
    expect(readModels.status()).toMatchObject({ ready: true, failure: null, standsStillAt: null });
  });
});
