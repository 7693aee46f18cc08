import { StreamTombstonedError } from '../storage/stream-tombstoned.error.ts';
import type { EventStore } from '../storage/event-store.ts';
import { TOMBSTONE_REVISION } from '../storage/system-streams.ts';
import type { NextPage } from './follow.ts';

/** Where a subscription to a stream begins: after this revision, at the first event, or after the last one there is now. */
export type StreamStart = number | 'start' | 'end';

/**
 * The pages of a stream, which need not exist yet.
 * @throws StreamTombstonedError, also from a later page once the stream has ended and its end was delivered
 */
export function streamPages(store: EventStore, streamName: string, start: StreamStart): NextPage {
  if (store.reader.absenceOf(streamName) === 'tombstoned') throw new StreamTombstonedError(streamName);
  let last = startingRevision(store, streamName, start);
  return () => {
    if (last === TOMBSTONE_REVISION) throw new StreamTombstonedError(streamName);
    // The head in memory answers most wake-ups: a commit is seldom about this stream.
    if (store.reader.lastRevisionOf(streamName) <= last) return { events: [], considered: 0, isLast: true };
    const page = store.reader.streamPage({ streamName, from: last + 1, direction: 'forwards', limit: Infinity });
    last = page.events.at(-1)?.revision ?? last;
    return { ...page, considered: page.events.length, isLast: page.isLast && last !== TOMBSTONE_REVISION };
  };
}

function startingRevision(store: EventStore, streamName: string, start: StreamStart): number {
  if (start === 'start') return -1;
  return start === 'end' ? store.reader.lastRevisionOf(streamName) : start;
}
