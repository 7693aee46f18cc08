import type { ExpectedRevision } from '../storage/expected-revision.ts';

/** An event of the model. Metadata is what it says; only the metadata streams' events have any. */
export interface ModelEvent {
  readonly streamName: string;
  readonly revision: number | 'end';
  readonly id: string;
  readonly created: number;
  readonly metadata?: ModelMetadata;
}

export interface ModelMetadata {
  readonly maxCount?: number;
  readonly maxAgeSeconds?: number;
  /** 'all' is how a stream is softly deleted. */
  readonly truncateBefore?: number | 'all';
}

export interface ModelWrite {
  readonly id: string;
  readonly metadata?: ModelMetadata;
}

export type ModelOutcome = { readonly kind: 'stored'; readonly lastRevision: number } | { readonly kind: 'wrong' | 'deleted' };

export interface ModelAppend {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ModelWrite[];
}

export interface ModelDelete {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
}

/** The id of an event that no caller named. */
const BY_THE_STORE = 'by the store';

/**
 * What the store must do, said as plainly as possible: a list of events, and every question answered by looking through all of it.
 */
export class ModelStore {
  readonly log: ModelEvent[] = [];
  #startOfMemory = 0;

  /** Ids are remembered for appends without a revision only until the next start. */
  restart(): void {
    this.#startOfMemory = this.log.length;
  }

  append({ streamName, expected, events }: ModelAppend, created: number): ModelOutcome {
    if (this.isTombstoned(streamName)) return { kind: 'deleted' };
    const last = this.lastRevision(streamName);
    const exists = last >= 0 || this.lastRevision(`$$${streamName}`) >= 0;
    if (expected === 'stream_exists' && this.isSoftDeleted(streamName)) return { kind: 'deleted' };
    if (expected === 'stream_exists' && !exists) return { kind: 'wrong' };
    if (expected === 'any' || expected === 'stream_exists') return this.#appendAnywhere(streamName, events, created);
    const at = expected === 'no_stream' ? -1 : expected;
    if (at === last) return this.#write(streamName, events, created);
    return at < last ? this.#appendEarlier(streamName, at, events, created) : { kind: 'wrong' };
  }

  softDelete({ streamName, expected }: ModelDelete, created: number): ModelOutcome {
    return this.#remove(streamName, expected, () => {
      const isUnknown = this.lastRevision(streamName) < 0 && this.lastRevision(`$$${streamName}`) < 0;
      if (!isUnknown) this.#push(`$$${streamName}`, { id: BY_THE_STORE, metadata: { truncateBefore: 'all' } }, created);
      return !isUnknown;
    });
  }

  tombstone({ streamName, expected }: ModelDelete, created: number): ModelOutcome {
    return this.#remove(streamName, expected, () => {
      this.log.push({ streamName, revision: 'end', id: BY_THE_STORE, created });
      return true;
    });
  }

  isTombstoned(streamName: string): boolean {
    const ends = (name: string): boolean => this.log.some((event) => event.streamName === name && event.revision === 'end');
    return ends(streamName) || (streamName.startsWith('$$') && ends(streamName.slice(2)));
  }

  isSoftDeleted(streamName: string): boolean {
    return this.#metadata(streamName).truncateBefore === 'all';
  }

  lastRevision(streamName: string): number {
    return this.#eventsOf(streamName).length - 1;
  }

  /** What a reader of the stream sees at this time. */
  visible(streamName: string, now: number): readonly ModelEvent[] {
    const { maxCount = Infinity, maxAgeSeconds = Infinity, truncateBefore = 0 } = this.#metadata(streamName);
    if (truncateBefore === 'all') return [];
    const youngEnough = ({ created }: ModelEvent): boolean => created >= now - maxAgeSeconds * 1000;
    const events = this.#eventsOf(streamName);
    const first = Math.max(truncateBefore, events.length - maxCount);
    return events.slice(Math.min(first, events.length)).filter(youngEnough);
  }

  #appendAnywhere(streamName: string, events: readonly ModelWrite[], created: number): ModelOutcome {
    const remembered = this.log.slice(this.#startOfMemory);
    const places = events.map(({ id }) => remembered.findLast((event) => event.id === id));
    const found = places.map((event) => (event?.streamName === streamName ? event : undefined));
    if (!found[0]) return this.#write(streamName, events, created);
    return found.every((event) => event !== undefined) ? stored(found.at(-1)) : { kind: 'wrong' };
  }

  #appendEarlier(streamName: string, at: number, events: readonly ModelWrite[], created: number): ModelOutcome {
    const there = this.#eventsOf(streamName).slice(at + 1, at + 1 + events.length);
    const same = events.map(({ id }, index) => there[index]?.id === id);
    if (events.length > 0 && same.every(Boolean)) return stored(there.at(-1));
    const startsOver = at === -1 && events.length > 0 && !same[0] && this.isSoftDeleted(streamName);
    return startsOver ? this.#write(streamName, events, created) : { kind: 'wrong' };
  }

  #write(streamName: string, events: readonly ModelWrite[], created: number): ModelOutcome {
    if (events.length === 0) return { kind: 'stored', lastRevision: this.lastRevision(streamName) };
    const revives = this.isSoftDeleted(streamName) ? streamName : undefined;
    const original = streamName.slice(2);
    const revivesOriginal = streamName.startsWith('$$') && this.isSoftDeleted(original) ? original : undefined;
    const firstVisible = this.lastRevision(streamName) + 1;
    for (const event of events) this.#push(streamName, event, created);
    const lastRevision = this.lastRevision(streamName);
    if (revives) this.#revive(revives, firstVisible, created);
    if (revivesOriginal) this.#revive(revivesOriginal, this.lastRevision(revivesOriginal) + 1, created);
    return { kind: 'stored', lastRevision };
  }

  #revive(streamName: string, truncateBefore: number, created: number): void {
    const metadata = { ...this.#metadata(streamName), truncateBefore };
    this.#push(`$$${streamName}`, { id: BY_THE_STORE, metadata }, created);
  }

  #remove(streamName: string, expected: ExpectedRevision, remove: () => boolean): ModelOutcome {
    if (this.isTombstoned(streamName)) return { kind: 'deleted' };
    const last = this.lastRevision(streamName);
    const exists = last >= 0 || this.lastRevision(`$$${streamName}`) >= 0;
    if (expected === 'stream_exists' && this.isSoftDeleted(streamName)) return { kind: 'deleted' };
    if (expected === 'stream_exists' && !exists) return { kind: 'wrong' };
    const at = expected === 'no_stream' ? -1 : expected;
    const fits = typeof at === 'string' || at === last || (at === -1 && this.isSoftDeleted(streamName));
    return fits && remove() ? { kind: 'stored', lastRevision: last } : { kind: 'wrong' };
  }

  #metadata(streamName: string): ModelMetadata {
    if (streamName.startsWith('$$')) return { maxCount: 1 };
    return this.#eventsOf(`$$${streamName}`).at(-1)?.metadata ?? {};
  }

  #eventsOf(streamName: string): ModelEvent[] {
    return this.log.filter((event) => event.streamName === streamName && event.revision !== 'end');
  }

  #push(streamName: string, { id, metadata }: ModelWrite, created: number): void {
    const revision = this.lastRevision(streamName) + 1;
    this.log.push({ streamName, revision, id, created, ...(metadata && { metadata }) });
  }
}

function stored(event: ModelEvent | undefined): ModelOutcome {
  return { kind: 'stored', lastRevision: event?.revision as number };
}
