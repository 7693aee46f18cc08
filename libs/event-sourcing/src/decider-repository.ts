import type { Clock } from './clock.ts';
import type { CommandContext } from './command.ts';
import type { Decider } from './decider.ts';
import { deterministicId } from './deterministic-id.ts';
import { ConcurrencyError, UnknownEventError, WrongRevisionError } from './errors.ts';
import { NO_EVENTS, type EventStore, type NewEvent } from './event-store.ts';
import type { DomainEvent, EventMetadata, RecordedEvent } from './event.ts';
import type { Position } from './position.ts';

/** What a command did. No events and no position: it was no news. */
export interface Decision<Event extends DomainEvent> {
  readonly events: readonly Event[];
  readonly position: Position | undefined;
}

/** A stream as a decider sees it. */
export interface Loaded<State> {
  readonly state: State;
  readonly revision: bigint;
  /** Commands that have already been decided on this stream. */
  readonly commandIds: ReadonlySet<string>;
}

/** How often a command is decided again because the stream moved on. */
const DECISION_ATTEMPTS = 20;

/** Loads streams, lets deciders decide, and appends what they decided at the very revision they saw. */
export class DeciderRepository {
  readonly #eventStore: EventStore;
  readonly #clock: Clock;

  constructor(eventStore: EventStore, clock: Clock) {
    this.#eventStore = eventStore;
    this.#clock = clock;
  }

  /**
   * Decides a command on a stream. May be called again with the same command id: what it did is not done twice.
   * Throws what the decider throws, ConcurrencyError when the stream never stood still.
   */
  async decide<State, Command, Event extends DomainEvent>(
    decider: Decider<State, Command, Event>,
    stream: string,
    command: Command,
    context: CommandContext,
  ): Promise<Decision<Event>> {
    for (let attempt = 1; attempt <= DECISION_ATTEMPTS; attempt++) {
      const { state, revision, commandIds } = await this.load(decider, stream);
      if (commandIds.has(context.commandId)) return { events: [], position: undefined };
      const events = decider.decide(command, state);
      if (events.length === 0) return { events, position: undefined };
      try {
        return { events, position: await this.#eventStore.append(stream, revision, this.#newEvents(stream, events, context)) };
      } catch (error) {
        if (!(error instanceof WrongRevisionError)) throw error;
      }
    }
    throw new ConcurrencyError(stream);
  }

  /** The present state of a stream, for decisions that need to look at a neighbour. */
  async load<State, Event extends DomainEvent>(
    decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve' | 'events' | 'opensBooks'>,
    stream: string,
  ): Promise<Loaded<State>> {
    const recorded = decider.opensBooks
      ? await this.#readSinceBooksOpened(decider.events, decider.opensBooks, stream)
      : await this.#readWhole(decider.events, stream);
    let state = decider.initialState;
    for (const event of recorded) state = decider.evolve(state, event);
    return {
      state,
      revision: recorded.at(-1)?.revision ?? NO_EVENTS,
      commandIds: new Set(recorded.map((event) => event.metadata.commandId)),
    };
  }

  async #readWhole<Event extends DomainEvent>(names: Decider<never, never, Event>['events'], stream: string) {
    const events: RecordedEvent<Event>[] = [];
    for await (const event of this.#eventStore.readForwards(stream)) events.push(upcast<Event>(names, event));
    return events;
  }

  async #readSinceBooksOpened<Event extends DomainEvent>(
    names: Decider<never, never, Event>['events'],
    opensBooks: (event: Event) => boolean,
    stream: string,
  ) {
    const newestFirst: RecordedEvent<Event>[] = [];
    for await (const recorded of this.#eventStore.readBackwards(stream)) {
      const event = upcast<Event>(names, recorded);
      newestFirst.push(event);
      if (opensBooks(event)) break;
    }
    return newestFirst.reverse();
  }

  #newEvents(stream: string, events: readonly DomainEvent[], context: CommandContext): NewEvent[] {
    const metadata: EventMetadata = {
      actor: context.actor,
      at: this.#clock().toISOString(),
      commandId: context.commandId,
      $correlationId: context.correlationId,
      $causationId: context.causationId,
    };
    return events.map((event, index) => ({ id: deterministicId(context.commandId, stream, index), event, metadata }));
  }
}

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
