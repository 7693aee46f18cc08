import { expect, it } from '@jest/globals';
import {
  EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToAllSettingsFromDefaults,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { ReadPosition } from '@eventstore/db-client';
import fc from 'fast-check';
import { GroupWatch } from './contract/group-watch.ts';
import { collect } from './contract/numbered-events.ts';
import { startEmbeddedEventStore } from './start-embedded-event-store.ts';
import type { EmbeddedEventStore } from './start-embedded-event-store.ts';
import type { ExpectedRevision } from './storage/expected-revision.ts';
import { Follower, placeOf } from './testing/follower.ts';
import { ModelStore } from './testing/model-store.ts';
import type { ModelEvent, ModelOutcome } from './testing/model-store.ts';
import { propertyParameters } from './testing/property-parameters.ts';
import { inTemporaryDirectory } from './testing/temporary-store.ts';

const STREAMS = ['a', 'b'] as const;
const MARKER = 'marker';
const GROUP = 'group';
const ALL_OF_OURS = streamNameFilter({ regex: `^([$][$])?(${[...STREAMS, MARKER].join('|')})$` });

/** Far more than a case takes; a store that leaves something out would keep a follower waiting for ever. */
const LONGEST_CASE_MS = 30_000;
const PARAMETERS = propertyParameters(6);
const TIME_FOR_ALL_MS = PARAMETERS.numRuns * LONGEST_CASE_MS;

/** The client offers no more for a deletion. */
type ExpectedOfDelete = Exclude<ExpectedRevision, 'stream_exists'>;

type Command =
  | { readonly kind: 'append'; readonly streamName: string; readonly expected: ExpectedRevision; readonly ids: readonly string[] }
  | { readonly kind: 'soft-delete' | 'tombstone'; readonly streamName: string; readonly expected: ExpectedOfDelete }
  | { readonly kind: 'set-metadata'; readonly streamName: string; readonly metadata: { maxCount?: number; truncateBefore?: number } }
  /** Follows what comes after one of the events there are, or all of them. */
  | { readonly kind: 'follow'; readonly after: number }
  | { readonly kind: 'restart' };

const streamName = fc.constantFrom(...STREAMS);
const expected = fc.oneof(fc.constantFrom<ExpectedRevision>('any', 'no_stream', 'stream_exists'), fc.integer({ min: 0, max: 5 }));
const expectedOfDelete = fc.oneof(fc.constantFrom<ExpectedOfDelete>('any', 'no_stream'), fc.integer({ min: 0, max: 5 }));
// Few ids, so that the same ones come again.
const ids = fc.array(fc.integer({ min: 0, max: 12 }).map(idOf), { minLength: 1, maxLength: 3 });
const limits = { maxCount: fc.integer({ min: 1, max: 4 }), truncateBefore: fc.integer({ min: 0, max: 6 }) };
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('append' as const), streamName, expected, ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('soft-delete' as const), streamName, expected: expectedOfDelete }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), streamName, expected: expectedOfDelete }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('set-metadata' as const), streamName, metadata: fc.record(limits, { requiredKeys: [] }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('follow' as const), after: fc.nat({ max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

/** A server, reached as every application reaches it, beside the model. */
class Pair {
  readonly model = new ModelStore();
  readonly followers: { readonly from: number; readonly follower: Follower }[] = [];
  readonly consumers: GroupWatch[] = [];
  client: EventStoreDBClient;
  #store: EmbeddedEventStore;
  readonly #directory: string;

  private constructor(directory: string, store: EmbeddedEventStore) {
    this.#directory = directory;
    this.#store = store;
    this.client = EventStoreDBClient.connectionString(store.connectionString);
  }

  static async start(directory: string): Promise<Pair> {
    const pair = new Pair(directory, await startEmbeddedEventStore({ directory }));
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START });
    await pair.client.createPersistentSubscriptionToAll(GROUP, settings, { filter: ALL_OF_OURS });
    pair.#consume();
    return pair;
  }

  follow(from: number, position: ReadPosition): void {
    const follower = new Follower(ALL_OF_OURS, position);
    follower.follow(this.client);
    this.followers.push({ from, follower });
  }

  async restart(): Promise<void> {
    await this.close();
    this.#store = await startEmbeddedEventStore({ directory: this.#directory });
    this.client = EventStoreDBClient.connectionString(this.#store.connectionString);
    this.model.restart();
    for (const { follower } of this.followers) follower.follow(this.client);
    this.#consume();
  }

  async close(): Promise<void> {
    for (const { follower } of this.followers) await follower.stop();
    await this.consumers
      .at(-1)
      ?.stop()
      .catch(() => undefined);
    await this.client.dispose();
    await this.#store.close();
  }

  #consume(): void {
    this.consumers.push(new GroupWatch(this.client.subscribeToPersistentSubscriptionToAll(GROUP)));
  }
}

it(
  'does for the official client what the model does, whatever is appended, deleted, hidden, followed, consumed and restarted',
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), (commands) =>
        inTemporaryDirectory(async (directory) => {
          const pair = await Pair.start(directory);
          try {
            for (const next of commands) {
              await runBoth(pair, next);
              await expectSameStreams(pair);
            }
            await expectEverythingSeen(pair);
          } finally {
            await pair.close();
          }
        }),
      ),
      // A case that hangs takes too long to be made smaller: its seed is what counts.
      { ...PARAMETERS, timeout: LONGEST_CASE_MS, endOnFailure: true },
    ),
  TIME_FOR_ALL_MS,
);

async function runBoth(pair: Pair, next: Command): Promise<void> {
  const { client, model } = pair;
  switch (next.kind) {
    case 'append': {
      const events = next.ids.map((id) => jsonEvent({ id, type: 'Happened', data: {} }));
      const appended = client.appendToStream(next.streamName, events, { expectedRevision: toClient(next.expected) });
      const outcome = await outcomeOf(appended.then(({ nextExpectedRevision }) => Number(nextExpectedRevision)));
      expect(outcome).toEqual(model.append({ ...next, events: next.ids.map((id) => ({ id })) }, 0));
      break;
    }
    case 'soft-delete': {
      const deleted = client.deleteStream(next.streamName, { expectedRevision: toClient(next.expected) });
      expect((await outcomeOf(deleted)).kind).toBe(model.softDelete(next, 0).kind);
      break;
    }
    case 'tombstone': {
      const ended = client.tombstoneStream(next.streamName, { expectedRevision: toClient(next.expected) });
      expect((await outcomeOf(ended)).kind).toBe(model.tombstone(next, 0).kind);
      break;
    }
    case 'set-metadata': {
      const set = client.setStreamMetadata(next.streamName, next.metadata);
      const events = [{ id: `metadata ${model.log.length}`, metadata: next.metadata }];
      expect((await outcomeOf(set)).kind).toBe(model.append({ streamName: `$$${next.streamName}`, expected: 'any', events }, 0).kind);
      break;
    }
    case 'follow':
      await follow(pair, next.after);
      break;
    case 'restart':
      await pair.restart();
      break;
  }
}

async function follow(pair: Pair, after: number): Promise<void> {
  const all = (await collect(pair.client.readAll())).flatMap(({ event }) => (event ? [event] : []));
  const ours = all.filter(({ streamId }) => /^([$][$])?[ab]$/.test(streamId));
  expect(ours.map(placeOf)).toEqual(pair.model.log.map(modelPlaceOf));
  const before = ours[after];
  pair.follow(before ? after + 1 : 0, before?.position ?? START);
}

async function expectSameStreams({ client, model }: Pair): Promise<void> {
  for (const name of STREAMS) {
    const events = await collect(client.readStream(name)).catch((error: unknown) => error);
    if (model.isTombstoned(name)) expect(events).toBeInstanceOf(StreamDeletedError);
    else if (model.lastRevision(name) < 0 || model.isSoftDeleted(name)) expect(events).toBeInstanceOf(StreamNotFoundError);
    else expect((events as Awaited<ReturnType<typeof collect>>).map(idIn)).toEqual(model.visible(name, 0).map(({ id }) => id));
  }
}

/** Followers have seen each event once and in order, through all restarts; the group's consumers each one at least once. */
async function expectEverythingSeen({ client, model, followers, consumers }: Pair): Promise<void> {
  await client.appendToStream(MARKER, jsonEvent({ id: idOf(99), type: 'Happened', data: {} }));
  model.append({ streamName: MARKER, expected: 'any', events: [{ id: idOf(99) }] }, 0);
  const expectedPlaces = model.log.map(modelPlaceOf);
  for (const { from, follower } of followers) {
    await follower.until(`0@${MARKER}`);
    expect(follower.seen).toEqual(expectedPlaces.slice(from));
  }
  const consumed = (): Set<string> =>
    new Set(consumers.flatMap(({ deliveries }) => deliveries.flatMap(({ event }) => (event ? [placeOf(event)] : []))));
  await consumers.at(-1)?.until(() => consumed().size >= expectedPlaces.length);
  expect([...consumed()].toSorted()).toEqual(expectedPlaces.toSorted());
}

async function outcomeOf(written: Promise<unknown>): Promise<ModelOutcome> {
  try {
    return { kind: 'stored', lastRevision: (await written) as number };
  } catch (error) {
    if (error instanceof WrongExpectedVersionError) return { kind: 'wrong' };
    if (error instanceof StreamDeletedError) return { kind: 'deleted' };
    throw error;
  }
}

function idIn(resolved: unknown): string | undefined {
  return (resolved as { readonly event?: { readonly id: string } }).event?.id;
}

function modelPlaceOf({ streamName: name, revision }: ModelEvent): string {
  return `${revision}@${name}`;
}

function toClient<Named extends string>(revision: number | Named): bigint | Named {
  return typeof revision === 'number' ? BigInt(revision) : revision;
}

function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
