import type { RecordedEvent, ResolvedEvent } from '../recorded-event.ts';
import type { EventReader } from '../storage/event-reader.ts';
import { LINK_EVENT_TYPE } from '../storage/system-streams.ts';

export type Resolve = (event: RecordedEvent) => ResolvedEvent;

export const asItIs: Resolve = (event) => ({ event });

/** Follows links (type `$>`, data `revision@stream`). A link to what is gone or hidden comes without its event. */
export function linksResolvedBy(reader: EventReader): Resolve {
  return (event) => (event.type === LINK_EVENT_TYPE ? resolveLink(reader, event) : { event });
}

function resolveLink(reader: EventReader, link: RecordedEvent): ResolvedEvent {
  const [, revision, streamName] = /^(\d+)@(.+)$/s.exec(Buffer.from(link.data).toString('utf8')) ?? [];
  if (revision === undefined || streamName === undefined) return { event: link };
  if (reader.absenceOf(streamName)) return { link };
  const { events } = reader.streamPage({ streamName, from: Number(revision), direction: 'forwards', limit: 1 });
  const [event] = events;
  return event?.revision === Number(revision) ? { event, link } : { link };
}
