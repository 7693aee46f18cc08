import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { furtherContext, newContext, type CommandContext } from './command.ts';
import { DeciderRepository } from './decider-repository.ts';
import type { Decider } from './decider.ts';
import { DomainError, RevisionMovedError } from './errors.ts';
import { EventStore } from './event-store.ts';
import { newCategory, numbered, type Numbered } from './testing/numbered.ts';
import { RestartableServer } from './testing/restartable-server.ts';

/** A list of numbers that begins with 1; 0 is no news. */
const numbers: Decider<number, number, Numbered> = {
  initialState: 0,
  decide(number, state) {
    if (state === 0 && number !== 1) throw new DomainError('not_found', 'NO_LIST', 'There is no such list.');
    return number === 0 ? [] : [numbered(number)];
  },
  evolve: (_, { data }) => data.number,
  events: { Numbered: 'as-stored' },
};

describe('a command that expects a revision', () => {
  let server: RestartableServer;
  let eventStore: EventStore;
  let repository: DeciderRepository;

  beforeAll(async () => {
    server = await RestartableServer.start();
    eventStore = new EventStore(`esdb://127.0.0.1:${server.port}?tls=false`);
    repository = new DeciderRepository(eventStore, () => new Date('2026-11-22T08:00:00Z'));
  });

  afterAll(async () => {
    await eventStore.close();
    await server.dispose();
  });

  const newStream = () => `${newCategory()}-1`;
  const expecting = (stream: string, ...revisions: readonly bigint[]): CommandContext => ({
    ...newContext(randomUUID(), 'token:test'),
    expected: { stream, revisions },
  });
  const decide = (stream: string, number: number, context: CommandContext) => repository.decide(numbers, stream, number, context);
  const listOf = async (count: number) => {
    const stream = newStream();
    for (let number = 1; number <= count; number++) await decide(stream, number, newContext(randomUUID(), 'token:test'));
    return stream;
  };
  const lastRevision = async (stream: string) => (await eventStore.readLast(stream))?.revision;

  it('is decided when the stream is there, at this revision or at one of several', async () => {
    const stream = await listOf(2);
    await decide(stream, 3, expecting(stream, 1n));
    await decide(stream, 4, expecting(stream, 0n, 2n));
    expect(await lastRevision(stream)).toBe(3n);
  });

  it('is refused when the stream has moved on, also when it would be no news, and nothing is stored', async () => {
    const stream = await listOf(2);
    for (const number of [3, 0]) {
      const refused = decide(stream, number, expecting(stream, 0n));
      await expect(refused).rejects.toBeInstanceOf(RevisionMovedError);
      await expect(refused).rejects.toMatchObject({ kind: 'moved_on', code: 'REVISION_MOVED', details: { etag: '"1"' } });
    }
    expect(await lastRevision(stream)).toBe(1n);
  });

  it('is decided by one of two who saw the same', async () => {
    const stream = await listOf(1);
    const both = await Promise.allSettled([decide(stream, 2, expecting(stream, 0n)), decide(stream, 3, expecting(stream, 0n))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await lastRevision(stream)).toBe(1n);
  });

  it('may be repeated: what it did is answered, though it has moved the stream itself', async () => {
    const stream = await listOf(1);
    const context = expecting(stream, 0n);
    await decide(stream, 2, context);
    expect((await decide(stream, 2, { ...context, expected: { stream, revisions: [0n] } })).events).toEqual([numbered(2)]);
    expect(await lastRevision(stream)).toBe(1n);
  });

  it('expects it once: what else follows from it meets the stream as it left it', async () => {
    const stream = await listOf(1);
    const context = expecting(stream, 0n);
    await decide(stream, 2, context);
    await decide(stream, 3, furtherContext(context, 'and then'));
    expect(await lastRevision(stream)).toBe(2n);
  });

  it('expects nothing of other streams, and of one that does not exist what its decider says', async () => {
    const [stream, other] = [await listOf(2), await listOf(1)];
    await decide(other, 2, expecting(stream, 5n));
    const missing = newStream();
    await expect(decide(missing, 2, expecting(missing, 5n))).rejects.toMatchObject({ code: 'NO_LIST' });
  });
});
