import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ProposedEvent, RecordedEvent } from '../recorded-event.ts';
import { allPages } from '../subscriptions/all-pages.ts';
import { follow } from '../subscriptions/follow.ts';
import { ModelStore } from '../testing/model-store.ts';
import type { ModelEvent, ModelMetadata, ModelOutcome, ModelWrite } from '../testing/model-store.ts';
import { propertyParameters } from '../testing/property-parameters.ts';
import { inTemporaryDirectory } from '../testing/temporary-store.ts';
import { EventStore } from './event-store.ts';
import type { AppendOutcome, DeleteOutcome } from './event-writer.ts';
import type { ExpectedRevision } from './expected-revision.ts';
import { TOMBSTONE_REVISION } from './system-streams.ts';

const STREAMS = ['a', 'b'];

/** How the ids begin that the tests give to events. */
const GIVEN = '00000000-0000-4000-8000-';

/** A real store beside the model, on the same clock. */
class Pair {
  readonly model = new ModelStore();
  readonly subscriptions: { readonly from: number; readonly seen: RecordedEvent[]; readonly stop: AbortController }[] = [];
  store: EventStore;
  now = Date.UTC(2026, 0, 1);
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.store = this.#open();
  }

  async restart(): Promise<void> {
    await this.close();
    this.store = this.#open();
    this.model.restart();
  }

  /** Follows all events from now on, until the store is restarted. */
  subscribe(): void {
    const stop = new AbortController();
    const subscription = { from: this.model.log.length, seen: [] as RecordedEvent[], stop };
    this.subscriptions.push(subscription);
    void collect(this.store, subscription.seen, stop.signal);
  }

  async close(): Promise<void> {
    for (const { stop } of this.subscriptions) stop.abort();
    await this.store.close();
  }

  #open(): EventStore {
    return new EventStore({ directory: this.#directory, now: () => new Date(this.now), newId: randomUUID });
  }
}

async function collect(store: EventStore, seen: RecordedEvent[], signal: AbortSignal): Promise<void> {
  for await (const step of follow(allPages(store, 'end'), store.commits, signal)) {
    if (step.kind === 'events') seen.push(...step.events);
  }
}

interface Append {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ModelWrite[];
}

type Command =
  /** All at once: they share a transaction. */
  | { readonly kind: 'append'; readonly appends: readonly Append[] }
  | { readonly kind: 'soft-delete' | 'tombstone'; readonly streamName: string; readonly expected: ExpectedRevision }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'restart' | 'subscribe' };

const expected = fc.oneof(
  fc.constantFrom<ExpectedRevision>('any', 'no_stream', 'stream_exists'),
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 6 }),
);
const streamName = fc.constantFrom(...STREAMS);
// Few ids, so that the same ones come again: at the same place, at another, in another stream.
const events = fc.array(fc.record({ id: fc.integer({ min: 0, max: 12 }).map(idOf) }), { maxLength: 3 });
const metadata = fc.record(
  {
    maxCount: fc.integer({ min: 1, max: 4 }),
    maxAgeSeconds: fc.integer({ min: 1, max: 5 }),
    truncateBefore: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant('all' as const)),
  },
  { requiredKeys: [] },
);
const append: fc.Arbitrary<Append> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ streamName, expected, events }) },
  {
    weight: 1,
    arbitrary: fc.record({
      streamName: streamName.map((name) => `$$${name}`),
      expected,
      events: fc.tuple(fc.record({ id: fc.integer({ min: 20, max: 25 }).map(idOf), metadata })),
    }),
  },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('append' as const), appends: fc.array(append, { minLength: 1, maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('soft-delete' as const), streamName, expected }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), streamName: fc.constantFrom('a', 'b'), expected }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 0, max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart' as const, 'subscribe' as const) }) },
);

it('does what the model does, whatever is appended, deleted, hidden, restarted and followed', () =>
  fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40 }), (commands) =>
      inTemporaryDirectory(async (directory) => {
        const pair = new Pair(directory);
        try {
          for (const next of commands) {
            await runBoth(pair, next);
            expectSameReads(pair);
          }
          await expectSameSubscriptions(pair);
          await expectSameStreamsAfterScavenge(pair);
        } finally {
          await pair.close();
        }
      }),
    ),
    propertyParameters(30),
  ));

async function runBoth(pair: Pair, next: Command): Promise<void> {
  const { store, model, now } = pair;
  switch (next.kind) {
    case 'append': {
      const requests = next.appends.map((request) => ({ ...request, events: request.events.map(proposed) }));
      const outcomes = await Promise.all(requests.map((request) => store.writer.append(request)));
      expect(outcomes.map(simplified)).toEqual(next.appends.map((request) => model.append(request, now)));
      break;
    }
    case 'soft-delete':
      expect(simplified(await store.writer.softDelete(next)).kind).toBe(model.softDelete(next, now).kind);
      break;
    case 'tombstone':
      expect(simplified(await store.writer.tombstone(next)).kind).toBe(model.tombstone(next, now).kind);
      break;
    case 'wait':
      pair.now += next.milliseconds;
      break;
    case 'restart':
      await pair.restart();
      break;
    case 'subscribe':
      pair.subscribe();
      break;
  }
}

function expectSameReads({ store, model, now }: Pair): void {
  for (const name of [...STREAMS, ...STREAMS.map((stream) => `$$${stream}`)]) {
    const visible = model.visible(name, now).map(placeOf);
    const isAbsent = model.lastRevision(name) < 0 || model.isSoftDeleted(name);
    const expectedAbsence = isAbsent ? 'not-found' : undefined;
    expect(store.reader.absenceOf(name)).toBe(model.isTombstoned(name) ? 'tombstoned' : expectedAbsence);
    if (model.isTombstoned(name)) continue;
    const page = { streamName: name, limit: 1000 };
    const forwards = store.reader.streamPage({ ...page, from: 0, direction: 'forwards' }).events;
    expect(forwards.map(placeOf)).toEqual(visible);
    const backwards = store.reader.streamPage({ ...page, from: Infinity, direction: 'backwards' }).events;
    expect(backwards).toEqual(forwards.toReversed());
  }
  const all = store.reader.allPage({ from: 0, direction: 'forwards', limit: 1000 }).events;
  expect(all.map(placeOf)).toEqual(model.log.map(placeOf));
}

/** A scavenge takes events out of the order of all events, and nothing out of what readers of streams see. */
async function expectSameStreamsAfterScavenge(pair: Pair): Promise<void> {
  const readable = STREAMS.filter((name) => !pair.model.isTombstoned(name));
  const readStreams = (): unknown =>
    readable.map((name) => pair.store.reader.streamPage({ streamName: name, from: 0, direction: 'forwards', limit: 1000 }));
  const readAll = (): string[] => pair.store.reader.allPage({ from: 0, direction: 'forwards', limit: 1000 }).events.map(placeOf);
  const [streams, all] = [readStreams(), readAll()];
  const { removedEvents } = await pair.store.scavenge();
  expect(readStreams()).toEqual(streams);
  const left = readAll();
  expect(left).toEqual(all.filter((place) => left.includes(place)));
  expect(all.length - left.length).toBe(removedEvents);
  expect(left.at(-1)).toEqual(all.at(-1));
  await pair.restart();
  expect(readStreams()).toEqual(streams);
}

/** Those of a former start saw a part without gaps; those that still run have seen everything. */
async function expectSameSubscriptions({ subscriptions, model, store }: Pair): Promise<void> {
  store.flush();
  await new Promise((resolve) => setImmediate(resolve));
  for (const { from, seen, stop } of subscriptions) {
    const expectedEvents = model.log.slice(from, stop.signal.aborted ? from + seen.length : undefined);
    expect(seen.map(placeOf)).toEqual(expectedEvents.map(placeOf));
    stop.abort();
  }
}

/** Ids that the store chose by itself count as equal. */
function placeOf({ streamName: name, revision, id }: RecordedEvent | ModelEvent): string {
  const place = revision === TOMBSTONE_REVISION ? 'end' : revision;
  return `${place}@${name} ${id.startsWith(GIVEN) ? id : 'by the store'}`;
}

function simplified(outcome: AppendOutcome | DeleteOutcome): ModelOutcome {
  switch (outcome.kind) {
    case 'stored':
      return { kind: 'stored', lastRevision: 'lastRevision' in outcome ? outcome.lastRevision : -1 };
    case 'wrong-expected-revision':
      return { kind: 'wrong' };
    case 'deleted':
      return { kind: 'deleted' };
    case 'abandoned':
      throw new Error('Nobody abandoned this.');
  }
}

function proposed({ id, metadata: values }: ModelWrite): ProposedEvent {
  const type = values ? '$metadata' : 'Happened';
  return { id, type, isJson: true, data: Buffer.from(values ? metadataJson(values) : '{}'), metadata: new Uint8Array() };
}

function metadataJson({ maxCount, maxAgeSeconds, truncateBefore }: ModelMetadata): string {
  const fields = [
    maxCount === undefined ? '' : `"$maxCount":${maxCount}`,
    maxAgeSeconds === undefined ? '' : `"$maxAge":${maxAgeSeconds}`,
    truncateBefore === undefined ? '' : `"$tb":${truncateBefore === 'all' ? '9223372036854775807' : truncateBefore}`,
  ];
  return `{${fields.filter((field) => field !== '').join(',')}}`;
}

function idOf(n: number): string {
  return `${GIVEN}${String(n).padStart(12, '0')}`;
}
