import type { EventNames } from './event-names.ts';
import type { DomainEvent } from './event.ts';

/**
 * The pure middle of an aggregate: values in, values out. Time, ids and what the world answered come with the command.
 * `decide` throws a DomainError to refuse, and returns no event when the command is no news.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initialState: State;
  readonly decide: (command: Command, state: State) => readonly Event[];
  readonly evolve: (state: State, event: Event) => State;
  /** The stored names this decider reads, as its context declares them; a stream with any other is refused. */
  readonly events: EventNames<Event>;
  /**
   * An event that says everything its predecessors said. A stream that goes on for ever is read backwards only as far as the last of
   * these, so that no decision gets slower with the years.
   */
  readonly opensBooks?: (event: Event) => boolean;
  /** Commands that mostly come first in their stream: they are decided on an empty one, and it is read only when it turns out not to be. */
  readonly comesFirst?: (command: Command) => boolean;
}

/** The state after the events, from the initial one on. */
export function fold<State, Event extends DomainEvent>(
  decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  events: Iterable<Event>,
): State {
  let state = decider.initialState;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
