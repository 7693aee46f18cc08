import type { RecordedEvent } from '../recorded-event.ts';
import type { EventStore } from '../storage/event-store.ts';
import { eventFilter } from '../subscriptions/filter-expression.ts';
import { asItIs, linksResolvedBy } from '../subscriptions/resolve-links.ts';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import type { GroupDefinition } from './group-definition.ts';
import { groupMessage } from './group-message.ts';
import type { GroupMessage } from './group-message.ts';

export interface Pulled {
  readonly messages: readonly GroupMessage[];
  /** How far the source was looked through, whether or not anything fitted. */
  readonly lastConsidered: number;
  readonly considered: number;
  readonly isLast: boolean;
}

/** Where a group's messages come from; each pull goes on where the last one ended. */
export interface GroupSource {
  pull(limit: number): Pulled;
  /** The last place there is, whether pulled or not; undefined while there is none. */
  lastKnown(): number | undefined;
}

export function groupSource(store: EventStore, definition: GroupDefinition, startAfter: number): GroupSource {
  return definition.source === ALL_EVENTS ? allSource(store, definition, startAfter) : streamSource(store, definition, startAfter);
}

/** The place that a subscription created now starts after. */
export function startAfter(store: EventStore, { source, settings: { start } }: Pick<GroupDefinition, 'source' | 'settings'>): number {
  if (start !== 'end') return (start === 'start' ? 0 : start) - 1;
  return source === ALL_EVENTS ? store.lastPosition : store.reader.lastRevisionOf(source);
}

function streamSource(store: EventStore, { source: streamName, settings }: GroupDefinition, startAfter: number): GroupSource {
  const resolve = settings.resolveLinks ? linksResolvedBy(store.reader) : asItIs;
  let last = startAfter;
  return {
    pull: (limit) => {
      const isUnreadable = store.reader.absenceOf(streamName) !== undefined;
      if (isUnreadable) return { messages: [], considered: 0, lastConsidered: last, isLast: true };
      const { events, isLast } = store.reader.streamPage({ streamName, from: last + 1, direction: 'forwards', limit });
      const messages = inARow(events, last, (event) => event.revision, resolve);
      last = events.at(-1)?.revision ?? last;
      return { messages, considered: events.length, lastConsidered: last, isLast };
    },
    lastKnown: () => knownOrNone(store.reader.lastRevisionOf(streamName), 0),
  };
}

function allSource(store: EventStore, { settings, filter }: GroupDefinition, startAfter: number): GroupSource {
  const resolve = settings.resolveLinks ? linksResolvedBy(store.reader) : asItIs;
  const matches = filter && eventFilter(filter);
  let last = startAfter;
  return {
    pull: (limit) => {
      const page = store.reader.allPage({ from: last + 1, direction: 'forwards', limit, ...(matches && { filter: matches }) });
      const messages = inARow(page.events, last, (event) => event.position, resolve);
      last = page.lastConsidered ?? last;
      return { ...page, messages, lastConsidered: last };
    },
    lastKnown: () => knownOrNone(store.lastPosition, 1),
  };
}

function inARow(
  events: readonly RecordedEvent[],
  before: number,
  placeOf: (event: RecordedEvent) => number,
  resolve: ReturnType<typeof linksResolvedBy>,
): GroupMessage[] {
  let previous = before;
  return events.map((event) => {
    const message = groupMessage(resolve(event), placeOf(event), previous);
    previous = message.place;
    return message;
  });
}

function knownOrNone(place: number, first: number): number | undefined {
  return place < first ? undefined : place;
}
