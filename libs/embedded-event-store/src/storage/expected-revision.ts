import type { StreamHead } from './stream-heads.ts';
import { isSoftDeleted } from './stream-metadata.ts';

export type ExpectedRevision = number | 'any' | 'no_stream' | 'stream_exists';

/** Where an event was stored before. */
export interface EventPlace {
  readonly revision: number;
  readonly position: number;
}

/** What the store knows about the events of the stream that is written to. */
export interface KnownEvents {
  /** Where this event was stored lately; a memory of the last events only, which 'any' and 'stream_exists' rely on. */
  recent(eventId: string): EventPlace | undefined;
  /** The event at this revision if it carries this id: the truth, as far back as the stream goes. */
  at(revision: number, eventId: string): EventPlace | undefined;
}

export type AppendDecision =
  | { readonly kind: 'write'; readonly revives: boolean }
  | { readonly kind: 'already-there'; readonly last: EventPlace }
  | { readonly kind: 'wrong-expected-revision' }
  | { readonly kind: 'deleted' };

const WRITE: AppendDecision = { kind: 'write', revives: false };
const WRONG: AppendDecision = { kind: 'wrong-expected-revision' };

/**
 * The rules of EventStoreDB's index writer: an equal revision appends; a smaller one succeeds if exactly these events are already
 * there; anything else is a wrong expectation. The caller has made sure that the stream is not tombstoned.
 */
export function decideAppend(
  head: StreamHead,
  hasMetadata: boolean,
  expected: ExpectedRevision,
  eventIds: readonly string[],
  known: KnownEvents,
): AppendDecision {
  if (expected === 'stream_exists') {
    if (isSoftDeleted(head.metadata)) return { kind: 'deleted' };
    if (head.lastRevision < 0 && !hasMetadata) return WRONG;
  }
  if (expected === 'any' || expected === 'stream_exists') return withoutRevision(head, eventIds, known);
  const revision = expected === 'no_stream' ? -1 : expected;
  if (revision > head.lastRevision) return WRONG;
  if (revision === head.lastRevision) return write(head);
  return repetition(head, revision, eventIds, known);
}

function withoutRevision(head: StreamHead, eventIds: readonly string[], known: KnownEvents): AppendDecision {
  const places = eventIds.map((id) => known.recent(id));
  const last = places.at(-1);
  if (places[0] === undefined) return write(head);
  return last && places.every((place) => place !== undefined) ? { kind: 'already-there', last } : WRONG;
}

function repetition(head: StreamHead, expected: number, eventIds: readonly string[], known: KnownEvents): AppendDecision {
  const places = eventIds.map((id, index) => known.at(expected + 1 + index, id));
  const last = places.at(-1);
  if (last && places.every((place) => place !== undefined)) return { kind: 'already-there', last };
  const beginsAnew = expected === -1 && places[0] === undefined && eventIds.length > 0 && isSoftDeleted(head.metadata);
  return beginsAnew ? { kind: 'write', revives: true } : WRONG;
}

function write(head: StreamHead): AppendDecision {
  return isSoftDeleted(head.metadata) ? { kind: 'write', revives: true } : WRITE;
}
