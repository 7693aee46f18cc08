import type { Decider } from './decider.ts';
import { UnknownEventError } from './errors.ts';
import type { DomainEvent, RecordedEvent } from './event.ts';

/** The event in its present shape. Throws UnknownEventError for a name that is not on the list. */
export function upcast<Event extends DomainEvent>(
  names: Decider<never, never, Event>['events'],
  event: RecordedEvent,
): RecordedEvent<Event> {
  const reading = Object.hasOwn(names, event.type) ? names[event.type as Event['type']] : undefined;
  if (reading === undefined) throw new UnknownEventError(event.type, event.stream);
  const data = reading === 'as-stored' ? event.data : reading(event.data as Record<string, unknown>);
  return { ...event, data } as RecordedEvent<Event>;
}
