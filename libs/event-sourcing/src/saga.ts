import type { DomainEvent, PositionedEvent } from './event.ts';

/** A command as a saga asks for it: the name it is registered under, and plain data. */
export interface SagaCommand {
  readonly type: string;
  readonly data: object;
}

/** What a saga makes of one event. */
export interface SagaStep<State> {
  readonly state: State;
  readonly commands: readonly SagaCommand[];
}

/**
 * Remembers and decides: a pure function from what it remembers and one event to what it remembers now and the commands that follow.
 * The runner keeps the state in a stream of the saga's own, one per instance, so the state must be JSON and stay small.
 */
export interface Saga<State extends object = object, Event extends DomainEvent = DomainEvent> {
  /** What it does, when: `SwitchAccountWhenRateLimited`. Part of stream names and of command ids: it never changes. */
  readonly name: string;
  readonly streams: readonly string[];
  /**
   * Where a saga begins that has never run on a store. At the first event: it makes up for everything that ever happened, with its commands.
   * Now: what happened before its first start is none of its business. From then on it begins where it stopped.
   */
  readonly begins: 'at-first-event' | 'now';
  readonly initialState: State;
  /** Which instance an event belongs to; null when it concerns none. */
  readonly instanceOf: (event: PositionedEvent<Event>) => string | null;
  readonly react: (state: State, event: PositionedEvent<Event>) => SagaStep<State>;
}

/** A saga of whatever state and events: every {@link Saga} is one. */
export interface AnySaga extends Pick<Saga, 'name' | 'streams' | 'begins' | 'initialState'> {
  readonly instanceOf: (event: never) => string | null;
  readonly react: (state: never, event: never) => SagaStep<object>;
}
