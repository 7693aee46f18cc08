import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newContext } from './command.ts';
import { WrongRevisionError } from './errors.ts';
import { EventStore, NO_EVENTS } from './event-store.ts';
import { comparePositions } from './position.ts';
import type { SagaAdvanced } from './saga-events.ts';
import { SagaJournal } from './saga-journal.ts';
import { appendNumbers, newCategory, newEvent, numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';
import { RestartableServer } from './testing/restartable-server.ts';

describe('SagaJournal', () => {
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

  const newJournal = () => new SagaJournal(newCategory(), eventStore, () => new Date('2026-11-22T08:00:00Z'));
  const at = (commit: bigint) => ({ commit, prepare: commit });

  describe('the checkpoint', () => {
    it('is unknown before the first', async () => {
      expect(await newJournal().checkpoint()).toBeUndefined();
    });

    it('is the one that was stored last', async () => {
      const journal = newJournal();
      await journal.storeCheckpoint(at(5n));
      await journal.storeCheckpoint(at(7n));
      expect(await journal.checkpoint()).toEqual(at(7n));
    });

    it('never goes back, when a slower runner stores its own', async () => {
      const journal = newJournal();
      await journal.storeCheckpoint(at(7n));
      await journal.storeCheckpoint(at(5n));
      expect(await journal.checkpoint()).toEqual(at(7n));
    });

    it('is stored by one of two who do it at once, and the other goes on', async () => {
      const journal = newJournal();
      await Promise.all([journal.storeCheckpoint(at(5n)), journal.storeCheckpoint(at(7n))]);
      expect([at(5n), at(7n)]).toContainEqual(await journal.checkpoint());
    });

    it('is kept a few times only, also by a journal that is older than that rule', async () => {
      const category = newCategory();
      const journal = new SagaJournal(category, eventStore, () => new Date('2026-11-22T08:00:00Z'));
      for (const commit of [1n, 2n, 3n, 4n]) await journal.storeCheckpoint(at(commit));
      await Promise.all([journal.begin('at-first-event'), journal.begin('at-first-event')]);
      await journal.begin('at-first-event');
      for (const commit of [5n, 6n, 7n]) await journal.storeCheckpoint(at(commit));
      const revisions: bigint[] = [];
      for await (const { revision } of eventStore.readForwards(`sagaCheckpoint-${category}`)) revisions.push(revision);
      expect(revisions).toEqual([2n, 3n, 4n, 5n, 6n]);
      expect(await journal.checkpoint()).toEqual(at(7n));
      await journal.storeCheckpoint(at(6n));
      expect(await journal.checkpoint()).toEqual(at(7n));
    });

    it('is kept as often as somebody has set for its stream', async () => {
      const category = newCategory();
      const metadata = newEvent({ type: '$metadata', data: { $maxCount: 2 } });
      await eventStore.append(`$$sagaCheckpoint-${category}`, NO_EVENTS, [metadata]);
      const journal = new SagaJournal(category, eventStore, () => new Date('2026-11-22T08:00:00Z'));
      await journal.begin('at-first-event');
      expect(await eventStore.readLast(`$$sagaCheckpoint-${category}`)).toMatchObject({ id: metadata.id, revision: 0n });
    });
  });

  describe('the beginning', () => {
    it('is the first event for a saga that makes up for everything', async () => {
      expect(await newJournal().begin('at-first-event')).toBeUndefined();
    });

    it('is behind everything for a saga that begins now, and stays there', async () => {
      const before = await appendNumbers(eventStore, `${newCategory()}-1`, [1]);
      const journal = newJournal();
      const beginning = await journal.begin('now');
      const after = await appendNumbers(eventStore, `${newCategory()}-1`, [2]);
      expect(comparePositions(beginning!, before)).toBeGreaterThanOrEqual(0);
      expect(comparePositions(beginning!, after)).toBe(-1);
      expect(await journal.begin('now')).toEqual(beginning);
    });

    it('is the same for two that begin at once', async () => {
      const journal = newJournal();
      const beginnings = await Promise.all([journal.begin('now'), journal.begin('now')]);
      expect(beginnings[0]).toEqual(beginnings[1]);
    });

    it('is behind the checkpoint where there is one', async () => {
      const journal = newJournal();
      await journal.storeCheckpoint(at(5n));
      expect(await journal.begin('now')).toEqual(at(5n));
      expect(await journal.begin('at-first-event')).toEqual(at(5n));
    });
  });

  describe('a step', () => {
    const event = recorded(numbered(1), 0, 'test-1');
    const step: SagaAdvanced['data'] = {
      saga: 'Test',
      instance: 'one',
      eventId: event.id,
      position: '1/1',
      correlationId: event.metadata.$correlationId,
      state: { seen: 1 },
      commands: [],
    };

    it('is read back with the revision at which it stands', async () => {
      const journal = newJournal();
      expect(await journal.lastStep('one')).toBeUndefined();
      await journal.storeStep(step, NO_EVENTS, event);
      expect(await journal.lastStep('one')).toEqual({ data: step, revision: 0n });
    });

    it('may be stored again, but not differently', async () => {
      const journal = newJournal();
      await journal.storeStep(step, NO_EVENTS, event);
      await journal.storeStep(step, NO_EVENTS, event);
      await expect(journal.storeStep({ ...step, state: { seen: 2 } }, NO_EVENTS, event)).rejects.toThrow(WrongRevisionError);
      expect(await journal.lastStep('one')).toEqual({ data: step, revision: 0n });
    });
  });

  it('parks a command once, whatever is said about it the second time', async () => {
    const category = newCategory();
    const journal = new SagaJournal(category, eventStore, () => new Date('2026-11-22T08:00:00Z'));
    const parked = { saga: category, instance: 'one', eventId: 'e', command: null, code: 'A', message: 'a' };
    const context = newContext('c1', journal.actor);
    await journal.park(parked, context);
    await journal.park({ ...parked, code: 'B' }, context);
    const stream = `sagaParked-${category}-c1`;
    expect(await eventStore.readLast(stream)).toMatchObject({ revision: 0n, data: parked });
  });
});
