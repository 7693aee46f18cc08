import type { DomainEvent } from './event.ts';

/** Brings the data of an event, in whatever shape it was once stored, into its present shape. Throws for what it cannot understand. */
export type Upcast<Data extends object = object> = (stored: Readonly<Record<string, unknown>>) => Data;

/**
 * How an event is read: as it was stored, or brought into its present shape. One that is `retired` is not written any more: deciders pass
 * over it, everybody else reads it as it was stored.
 */
export type Reading<Data extends object = object> = 'as-stored' | 'retired' | Upcast<Data>;

/** Stored names, as a context declares them beside its events. */
export type EventDeclaration = Readonly<Record<string, Reading>>;

/** How each event of a union is read, by its stored name. One missing name stops the compiler. */
export type EventNames<Event extends DomainEvent> = {
  readonly [Type in Event['type']]: Exclude<Reading<Extract<Event, { type: Type }>['data']>, 'retired'>;
};
