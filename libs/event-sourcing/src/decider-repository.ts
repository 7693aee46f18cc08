import type { Clock } from './clock.ts';
import { backoff } from './backoff.ts';
import { metadataOf, type CommandContext, type ExpectedRevision } from './command.ts';
import { fold, type Decider } from './decider.ts';
import { deterministicId } from './deterministic-id.ts';
import { ConcurrencyError, RevisionMovedError, UnknownEventError, WrongRevisionError } from './errors.ts';
import type { EventDeclaration } from './event-names.ts';
import { NO_EVENTS, type EventStore, type NewEvent } from './event-store.ts';
import type { DomainEvent, RecordedEvent } from './event.ts';
import { KnownStreams } from './known-streams.ts';
import { OneByOne } from './one-by-one.ts';
import type { Position } from './position.ts';

/**
 * What a command did. No events and no position: it was no news. Events without a position: it had been decided before, and these are the
 * events of that time.
 */
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

type Reader<State, Event extends DomainEvent> = Pick<Decider<State, never, Event>, 'initialState' | 'evolve' | 'events' | 'opensBooks'>;

/** How often a command is decided again because the stream moved on. */
const DECISION_ATTEMPTS = 20;

/** The waiting between decisions begins at some milliseconds: backoff number -5. */
const FIRST_BACKOFF = -6;

/** Where books are closed, a command is still known as decided for this many events: its repetition may come when new books are open. */
const REMEMBERED_EVENTS = 100;

/** Loads streams, lets deciders decide, and appends what they decided at the very revision they saw. */
export class DeciderRepository {
  readonly #eventStore: EventStore;
  readonly #clock: Clock;
  /** What a request expected is looked at once: after that it may have moved the stream itself. */
  readonly #met = new WeakSet<ExpectedRevision>();
  readonly #known = new KnownStreams();
  readonly #decisions = new OneByOne();

  constructor(eventStore: EventStore, clock: Clock) {
    this.#eventStore = eventStore;
    this.#clock = clock;
  }

  /**
   * Decides a command on a stream. May be called again with the same command id: what it did is not done twice, and answered again.
   * Throws what the decider throws, RevisionMovedError when the stream is not where the caller expects it, ConcurrencyError when the stream
   * never stood still, EventStoreUnavailableError when the outcome is unknown: the same command may then be given again.
   */
  decide<State, Command, Event extends DomainEvent>(
    decider: Decider<State, Command, Event>,
    stream: string,
    command: Command,
    context: CommandContext,
  ): Promise<Decision<Event>> {
    return this.#decisions.run(stream, () => this.#decideWhereItStands(decider, stream, command, context));
  }

  /** In this process one at a time for each stream; others may write between. */
  async #decideWhereItStands<State, Command, Event extends DomainEvent>(
    decider: Decider<State, Command, Event>,
    stream: string,
    command: Command,
    context: CommandContext,
  ): Promise<Decision<Event>> {
    for (let attempt = 1; attempt <= DECISION_ATTEMPTS; attempt++) {
      const known = this.#known.get(decider, stream) ?? (attempt === 1 && decider.comesFirst?.(command) ? nothingIn(decider) : undefined);
      const decision = known
        ? await this.#decideOnWhatIsKnown(decider, stream, known, command, context)
        : await this.#decideOn(decider, stream, await this.#read(decider, stream), command, context);
      if (decision) return decision;
      this.#known.forget(stream);
      // What was known is compared with the store at once; where others write too, it gets more room each time.
      if (!known) await backoff(attempt + FIRST_BACKOFF);
    }
    throw new ConcurrencyError(stream);
  }

  /** Only events that the store took at the known revision count: a refusal, or no news, may come from what is no longer so. */
  async #decideOnWhatIsKnown<State, Command, Event extends DomainEvent>(
    decider: Decider<State, Command, Event>,
    stream: string,
    loaded: Loaded<State>,
    command: Command,
    context: CommandContext,
  ): Promise<Decision<Event> | undefined> {
    if (loaded.commandIds.has(context.commandId)) return undefined;
    let events: readonly Event[];
    try {
      this.#refuseIfMoved(stream, loaded.revision, context);
      events = decider.decide(command, loaded.state);
    } catch {
      return undefined;
    }
    return events.length === 0 ? undefined : this.#store(decider, stream, loaded, events, context);
  }

  async #decideOn<State, Command, Event extends DomainEvent>(
    decider: Decider<State, Command, Event>,
    stream: string,
    recorded: readonly RecordedEvent<Event>[],
    command: Command,
    context: CommandContext,
  ): Promise<Decision<Event> | undefined> {
    const earlier = recorded.filter((event) => event.metadata.commandId === context.commandId);
    if (earlier.length > 0) return { events: earlier.map(asDecided), position: undefined };
    const loaded = loadedFrom(decider, recorded);
    this.#refuseIfMoved(stream, loaded.revision, context);
    const events = decider.decide(command, loaded.state);
    if (events.length === 0) return { events, position: undefined };
    return this.#store(decider, stream, loaded, events, context);
  }

  /** Answers nothing when the stream has moved on. */
  async #store<State, Event extends DomainEvent>(
    decider: Decider<State, never, Event>,
    stream: string,
    loaded: Loaded<State>,
    events: readonly Event[],
    context: CommandContext,
  ): Promise<Decision<Event> | undefined> {
    try {
      const position = await this.#eventStore.append(stream, loaded.revision, this.#newEvents(stream, events, context));
      if (context.expected?.stream === stream) this.#met.add(context.expected);
      this.#known.move(decider, stream, loaded, events, context.commandId);
      return { events, position };
    } catch (error) {
      this.#known.forget(stream);
      if (!(error instanceof WrongRevisionError)) throw error;
      return undefined;
    }
  }

  /** The present state of a stream, for decisions that need to look at a neighbour. */
  async load<State, Event extends DomainEvent>(decider: Reader<State, Event>, stream: string): Promise<Loaded<State>> {
    return loadedFrom(decider, await this.#read(decider, stream));
  }

  /** Nothing can be expected of what does not exist: the decider says so. */
  #refuseIfMoved(stream: string, revision: bigint, { expected }: CommandContext): void {
    if (expected?.stream !== stream || revision === NO_EVENTS || this.#met.has(expected)) return;
    if (!expected.revisions.includes(revision)) throw new RevisionMovedError(revision);
  }

  /** Oldest first: all events, or from before the last ones that opened the books. */
  async #read<Event extends DomainEvent>(
    { events: names, opensBooks }: Pick<Reader<never, Event>, 'events' | 'opensBooks'>,
    stream: string,
  ): Promise<RecordedEvent<Event>[]> {
    this.#eventStore.reader.registry.mustRead(names);
    const events: RecordedEvent<Event>[] = [];
    if (!opensBooks) {
      for await (const event of this.#eventStore.readForwards(stream)) events.push(known<Event>(names, event));
      return events;
    }
    let isOpened = false;
    for await (const event of this.#eventStore.readBackwards(stream)) {
      const current = known<Event>(names, event);
      events.push(current);
      isOpened ||= opensBooks(current);
      if (isOpened && events.length >= REMEMBERED_EVENTS) break;
    }
    return events.reverse();
  }

  /**
   * The ids follow from the command and from what was decided. So a second process that decided otherwise on the same command gets a conflict,
   * and then the events that are stored; with ids of the command alone the store would tell it that its own were.
   */
  #newEvents(stream: string, events: readonly DomainEvent[], context: CommandContext): NewEvent[] {
    const metadata = metadataOf(context, this.#clock());
    return events.map((event, index) => ({
      id: deterministicId(context.commandId, stream, index, event.type, JSON.stringify(event.data)),
      event,
      metadata,
    }));
  }
}

function loadedFrom<State, Event extends DomainEvent>(
  decider: Reader<State, Event>,
  recorded: readonly RecordedEvent<Event>[],
): Loaded<State> {
  const { opensBooks } = decider;
  const opening = opensBooks ? recorded.findLastIndex(opensBooks) : -1;
  return {
    state: fold(decider, recorded.slice(Math.max(opening, 0)).filter(isInUse(decider.events))),
    revision: recorded.at(-1)?.revision ?? NO_EVENTS,
    commandIds: new Set(recorded.map((event) => event.metadata.commandId)),
  };
}

function nothingIn<State>({ initialState }: { readonly initialState: State }): Loaded<State> {
  return { state: initialState, revision: NO_EVENTS, commandIds: new Set() };
}

/** Throws UnknownEventError for a name that is not on the list. */
function known<Event extends DomainEvent>(names: EventDeclaration, event: RecordedEvent): RecordedEvent<Event> {
  if (!Object.hasOwn(names, event.type)) throw new UnknownEventError(event.type, event.stream);
  return event as RecordedEvent<Event>;
}

/** A retired event says nothing to a decider. */
function isInUse(names: EventDeclaration): (event: DomainEvent) => boolean {
  return ({ type }) => names[type] !== 'retired';
}

function asDecided<Event extends DomainEvent>({ type, data }: RecordedEvent<Event>): Event {
  return { type, data } as Event;
}
