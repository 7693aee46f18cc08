import type { DomainEvent } from '../event.ts';

/** What the events of a union may say, by stored name: the first is the one to show, others have what is rare. */
export type EventExamples<Event extends DomainEvent> = {
  readonly [Type in Event['type']]: readonly [DataOf<Event, Type>, ...DataOf<Event, Type>[]];
};

type DataOf<Event extends DomainEvent, Type> = Extract<Event, { type: Type }>['data'];
