import { LRUCache } from 'lru-cache';
import type { Decider } from './decider.ts';
import type { Loaded } from './decider-repository.ts';
import type { DomainEvent } from './event.ts';

/** Command ids kept for all streams together: some tens of megabytes at most. */
const KEPT_COMMAND_IDS = 100_000;

/** A stream with books is read again after this many commands: how many are remembered is bounded there. */
const COMMANDS_BETWEEN_READS = 200;

type Folds<State, Event extends DomainEvent> = Pick<Decider<State, never, Event>, 'initialState' | 'evolve' | 'opensBooks'>;

interface Known {
  readonly decider: object;
  readonly loaded: Loaded<unknown>;
}

/**
 * Where streams stood when this process last read or wrote them. It may have moved on since: only an append at the known revision that the
 * store takes proves that it had not.
 */
export class KnownStreams {
  readonly #streams = new LRUCache<string, Known>({
    maxSize: KEPT_COMMAND_IDS,
    sizeCalculation: ({ loaded }) => loaded.commandIds.size + 1,
  });

  get<State, Event extends DomainEvent>(decider: Folds<State, Event>, stream: string): Loaded<State> | undefined {
    const known = this.#streams.get(stream);
    return known?.decider === decider ? (known.loaded as Loaded<State>) : undefined;
  }

  forget(stream: string): void {
    this.#streams.delete(stream);
  }

  /** The stream was at `loaded`, and a command has added these events. */
  move<State, Event extends DomainEvent>(
    decider: Folds<State, Event>,
    stream: string,
    { state, revision, commandIds }: Loaded<State>,
    events: readonly Event[],
    commandId: string,
  ): void {
    if (decider.opensBooks && commandIds.size >= COMMANDS_BETWEEN_READS) {
      this.forget(stream);
      return;
    }
    const moved: Loaded<State> = {
      state: events.map(asStored).reduce((before, event) => evolve(decider, before, event), state),
      revision: revision + BigInt(events.length),
      commandIds: new Set(commandIds).add(commandId),
    };
    this.#streams.set(stream, { decider, loaded: moved });
  }
}

/** The event as it will be read back. */
function asStored<Event extends DomainEvent>(event: Event): Event {
  return JSON.parse(JSON.stringify(event)) as Event;
}

function evolve<State, Event extends DomainEvent>(
  { initialState, evolve, opensBooks }: Folds<State, Event>,
  state: State,
  event: Event,
): State {
  return evolve(opensBooks?.(event) ? initialState : state, event);
}
