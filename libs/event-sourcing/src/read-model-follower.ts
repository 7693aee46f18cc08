import type { Clock } from './clock.ts';
import { isOutage } from './connection-errors.ts';
import { EventStoreUnavailableError } from './errors.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { FollowProgress } from './follow-progress.ts';
import { follow } from './follow.ts';
import { formatPosition, type Position } from './position.ts';
import type { ProjectionSet } from './projection-set.ts';
import { ProjectionError, ReadModelsStandStillError } from './read-model-errors.ts';
import type { ReadModelFile } from './read-model-file.ts';
import type { FollowerStatus } from './read-models-status.ts';

/** So many failures on one event, within a second or two, are no accident. */
const STANDS_STILL_AFTER = 6;

export interface ReadModelFollowerOptions {
  readonly file: ReadModelFile;
  readonly projections: ProjectionSet;
  readonly eventStore: EventStore;
  readonly clock: Clock;
  /** Is called after each transaction, with the events that it applied. There are none when only the position moved. */
  readonly onAdvance: (events: readonly PositionedEvent[]) => void;
  /** Is called when the file shows everything that was stored when following began, and again after each interruption. */
  readonly onCaughtUp: () => void;
  /** Hears of every interruption; following goes on by itself. */
  readonly onInterruption: (error: unknown) => void;
}

/** Keeps one file of read models up to date. */
export class ReadModelFollower {
  readonly file: ReadModelFile;
  readonly #options: ReadModelFollowerOptions;
  readonly #progress: FollowProgress;
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;
  #position: Position | undefined;
  #isCaughtUp = false;
  #failure: unknown;
  /** The event that failed last, and how often it has. */
  #failed = { eventId: '', times: 0 };

  constructor(options: ReadModelFollowerOptions) {
    this.#options = options;
    this.file = options.file;
    this.#progress = new FollowProgress(options.clock);
    this.#position = this.file.position;
  }

  get position(): Position | undefined {
    return this.#position;
  }

  /** Whether it has once shown everything that was stored when it began. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Why it does not go on at present. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Set while it keeps failing on the same event. */
  get standstill(): ReadModelsStandStillError | undefined {
    const cause = this.#lastingFailure();
    return cause && new ReadModelsStandStillError(cause);
  }

  /** Begins to follow, once. Waits for an event store that cannot be reached yet. */
  start(): void {
    this.#following ??= follow(this.#options.eventStore, {
      prefixes: this.#options.projections.prefixes,
      position: () => this.#beginning(),
      onEvents: (events) => {
        this.#apply(events);
      },
      onCheckpoint: (position) => {
        this.#advance(position, []);
      },
      onCaughtUp: () => {
        this.#becomeCaughtUp();
      },
      onInterruption: (error) => {
        this.#interrupted(error);
      },
      signal: this.#stop.signal,
    });
  }

  status(): FollowerStatus {
    return {
      version: this.file.version,
      caughtUp: this.#isCaughtUp,
      position: this.#position ? formatPosition(this.#position) : null,
      events: this.file.events,
      eventsSinceStart: this.#progress.events,
      eventsPerSecond: this.#progress.eventsPerSecond,
      lagSeconds: this.#progress.lagSeconds,
      failure: sentenceOf(this.#failure),
      standsStillAt: this.#standsStillAt(),
    };
  }

  /** Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  /** Whatever failed or was written by another process: where to go on is in the file. */
  #beginning(): Position | undefined {
    this.#position = this.file.position;
    this.#options.onAdvance([]);
    return this.#position;
  }

  #apply(events: readonly PositionedEvent[]): void {
    const position = events.at(-1)?.position;
    if (position) this.#advance(position, events);
  }

  #advance(to: Position, events: readonly PositionedEvent[]): void {
    this.file.advance(this.#position, to, events);
    this.#position = to;
    if (events.length > 0) this.#progress.applied(events);
    this.#failure = undefined;
    this.#options.onAdvance(events);
  }

  #becomeCaughtUp(): void {
    this.#isCaughtUp = true;
    this.#progress.caughtUp();
    this.#failure = undefined;
    this.#options.onCaughtUp();
  }

  #interrupted(error: unknown): void {
    this.#failure = error;
    if (error instanceof ProjectionError) this.#countFailure(error.event.id);
    this.#progress.interrupted();
    this.#options.onInterruption(error);
  }

  #countFailure(eventId: string): void {
    const before = this.#failed.eventId === eventId ? this.#failed.times : 0;
    this.#failed = { eventId, times: before + 1 };
  }

  #lastingFailure(): ProjectionError | undefined {
    return this.#failure instanceof ProjectionError && this.#failed.times >= STANDS_STILL_AFTER ? this.#failure : undefined;
  }

  #standsStillAt(): FollowerStatus['standsStillAt'] {
    const failure = this.#lastingFailure();
    if (!failure) return null;
    const { id, type, stream, revision } = failure.event;
    return { projection: failure.projection, eventId: id, type, stream, revision: Number(revision), attempts: this.#failed.times };
  }
}

/** What the client says of a connection may name its address, with a password in it: that is for the log. */
function sentenceOf(failure: unknown): string | null {
  if (failure === undefined) return null;
  if (failure instanceof Error && !isOutage(failure)) return failure.message;
  return new EventStoreUnavailableError(failure).message;
}
