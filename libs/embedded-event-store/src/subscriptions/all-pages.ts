import type { EventFilter } from '../storage/event-reader.ts';
import type { EventStore } from '../storage/event-store.ts';
import type { NextPage, Progress } from './follow.ts';

/** Where a subscription to all events begins: after this position, at the first event, or after the last one there is now. */
export type AllStart = number | 'start' | 'end';

export interface FilteredBy {
  readonly filter: EventFilter;
  /** A checkpoint comes at the latest after this many events were looked at. */
  readonly checkpointInterval: number;
}

export function allPages(store: EventStore, start: AllStart): NextPage {
  let last = startingPosition(store, start);
  return () => {
    const page = store.reader.allPage({ from: last + 1, direction: 'forwards', limit: Infinity });
    last = page.lastConsidered ?? last;
    return page;
  };
}

/** A checkpoint also comes when the end is reached, so that a subscriber with few matches does not read everything again. */
export function filteredPages(store: EventStore, start: AllStart, { filter, checkpointInterval }: FilteredBy): NextPage {
  let last = startingPosition(store, start);
  let lastCheckpoint = 0;
  let untilCheckpoint = checkpointInterval;
  const checkpointAt = (position: number): number | undefined => {
    if (position <= lastCheckpoint) return undefined;
    lastCheckpoint = position;
    return position;
  };
  return (isCaughtUp): Progress => {
    const page = store.reader.allPage({ from: last + 1, direction: 'forwards', limit: untilCheckpoint, filter });
    last = page.lastConsidered ?? last;
    untilCheckpoint -= page.considered;
    const isDue = untilCheckpoint <= 0 || (page.isLast && !isCaughtUp);
    if (untilCheckpoint <= 0) untilCheckpoint = checkpointInterval;
    return { ...page, checkpoint: isDue ? checkpointAt(last) : undefined };
  };
}

function startingPosition(store: EventStore, start: AllStart): number {
  if (start === 'start') return 0;
  return start === 'end' ? store.lastPosition : start;
}
