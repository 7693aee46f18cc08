import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { EventStoreUnavailableError } from './errors.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { PositionWaiters } from './position-waiters.ts';
import { formatPosition, isAtLeast, type Position } from './position.ts';
import type { Projection } from './projection.ts';
import { ProjectionSet } from './projection-set.ts';
import { ReadModelDatabase } from './read-model-database.ts';
import type { ReadModelFile } from './read-model-file.ts';
import { ReadModelFiles } from './read-model-files.ts';
import { ReadModelFollower } from './read-model-follower.ts';
import type { ReadModelsStatus } from './read-models-status.ts';
import { systemClock } from './system-clock.ts';

/** An event is shown some milliseconds after it was stored. */
const USUALLY_SHOWN_MS = 25;

export interface ReadModelsOptions {
  /** Made if it is missing. A directory belongs to one set of projections: other read models in it are removed. */
  readonly directory: string;
  readonly projections: readonly Projection[];
  readonly eventStore: EventStore;
  readonly clock?: Clock;
  /** Hears of interruptions; projecting goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
}

/**
 * The read models of a process: one SQLite file that all of its projections write, each batch of events in one transaction with its
 * position. So it is consistent across tables, applies every event exactly once, and may be deleted at any time; a file that is found
 * damaged at the start is built anew. Beside the file that is served a successor may be built from the first event: because the projections
 * changed and their tables did not, or because somebody asked for it. When it has caught up, queries move to it in one step.
 */
export class ReadModels {
  /** For queries, which it shows one file after the other; it refuses to write. */
  readonly database: ReadModelDatabase;
  readonly #options: ReadModelsOptions;
  readonly #projections: ProjectionSet;
  readonly #files: ReadModelFiles;
  readonly #listeners = new Set<(events: readonly PositionedEvent[]) => void>();
  readonly #waiters = new PositionWaiters();
  readonly #caughtUp = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #isClosed = false;
  #served: ReadModelFollower;
  #successor: ReadModelFollower | undefined;
  #replaced = Promise.withResolvers<void>();
  /** What the successor has applied, and the file that is served has not. */
  #ahead: readonly PositionedEvent[] = [];
  #retiring: Promise<void> = Promise.resolve();

  constructor(options: ReadModelsOptions) {
    this.#options = options;
    this.#projections = new ProjectionSet(options.projections);
    this.#files = new ReadModelFiles(options.directory, this.#projections);
    const { served, successor } = this.#files.open();
    this.#served = this.#followerOf(served);
    this.#successor = successor && this.#followerOf(successor);
    this.database = new ReadModelDatabase(served.path, { readOnly: true });
  }

  /**
   * Begins to follow the events. Resolves when queries show everything that was stored at that time, or when they are closed before; waits
   * for an event store that cannot be reached yet.
   */
  async start(): Promise<void> {
    this.#served.start();
    this.#successor?.start();
    await Promise.race([this.#caughtUp.promise, this.#closed.promise]);
  }

  /** Begins to build the read models anew beside those that are served, unless that is going on already. Throws when a file cannot be made. */
  requestRebuild(): void {
    if (this.#isClosed) throw closed();
    if (this.#successor || !this.#served.file.isComplete) return;
    this.#successor = this.#followerOf(this.#files.create());
    this.#successor.start();
  }

  /** The same; resolves when queries read what was built and the old file is gone, or when they are closed before. */
  async rebuild(): Promise<void> {
    this.requestRebuild();
    const built = this.#successor ? this.#replaced : this.#caughtUp;
    await Promise.race([built.promise, this.#closed.promise]);
  }

  /**
   * Resolves when queries show every event up to the position; that of an event which no projection reads will do. Throws
   * EventStoreUnavailableError when that takes longer than `timeoutMs`, or when they are closed; ReadModelsStandStillError while they fail
   * on an event again and again.
   */
  async waitFor(position: Position | undefined, timeoutMs = 10_000): Promise<void> {
    if (position === undefined || isAtLeast(this.#served.position, position)) return;
    if (this.#isClosed) throw closed();
    const shown = this.#wait(position, timeoutMs);
    const over = new AbortController();
    try {
      await Promise.race([shown, this.#showWhatIsRead(position, shown, timeoutMs, over.signal)]);
    } finally {
      over.abort();
    }
  }

  /** Calls back after each transaction that queries see, with the events it applied: each event once. Answers how to stop that. */
  onApplied(listener: (events: readonly PositionedEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): ReadModelsStatus {
    const served = this.#served.status();
    return {
      ...served,
      ready: served.caughtUp && served.standsStillAt === null,
      presentVersion: this.#projections.version,
      rebuild: this.#successor ? { ...this.#successor.status(), eventsExpected: served.events } : null,
    };
  }

  /** The position up to which the event store holds something for these projections now. Throws when it cannot be reached. */
  lastStored(): Promise<Position | undefined> {
    return this.#options.eventStore.lastPositionOf(this.#projections.prefixes);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closed.resolve();
    await Promise.all([this.#served.stop(), this.#successor?.stop()]);
    await this.#retiring;
    this.#waiters.rejectAll(closed());
    this.database.close();
    for (const follower of [this.#served, this.#successor]) follower?.file.close();
  }

  async #wait(position: Position, timeoutMs: number): Promise<void> {
    if (this.#served.standstill) throw this.#served.standstill;
    await this.#waiters.wait(position, timeoutMs, () => {
      const late = new Error(`the read models do not show ${formatPosition(position)} yet`);
      return new EventStoreUnavailableError(this.#served.failure ?? late);
    });
  }

  /** Nobody hears of an event that no projection reads. So after a moment the store is asked which is the last that is read. */
  async #showWhatIsRead(position: Position, shown: Promise<void>, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const last = await delay(USUALLY_SHOWN_MS, undefined, { signal })
      .then(() => this.lastStored())
      .catch(() => position);
    if (isAtLeast(this.#served.position, last)) return;
    await (last && !isAtLeast(last, position) ? this.#wait(last, timeoutMs) : shown);
  }

  #followerOf(file: ReadModelFile): ReadModelFollower {
    const { eventStore, clock = systemClock } = this.#options;
    const follower: ReadModelFollower = new ReadModelFollower({
      ...{ file, projections: this.#projections, eventStore, clock },
      onAdvance: (events) => {
        this.#advanced(follower, events);
      },
      onCaughtUp: () => {
        if (follower === this.#served) this.#becomeCaughtUp();
        else this.#replaceWhenCaughtUp();
      },
      onInterruption: (error) => {
        if (follower === this.#served && follower.standstill) this.#waiters.rejectAll(follower.standstill);
        this.#options.onInterruption?.(error);
      },
    });
    return follower;
  }

  #advanced(follower: ReadModelFollower, events: readonly PositionedEvent[]): void {
    if (follower === this.#served) this.#show(events);
    if (follower !== this.#successor) return;
    this.#ahead = [...this.#ahead, ...events].filter(({ position }) => !isAtLeast(this.#served.position, position));
    this.#replaceWhenCaughtUp();
  }

  #show(events: readonly PositionedEvent[]): void {
    const { position } = this.#served;
    if (position) this.#waiters.reach(position);
    if (events.length > 0) for (const listener of this.#listeners) this.#tell(listener, events);
  }

  /** The events are applied, whatever a listener makes of them. */
  #tell(listener: (events: readonly PositionedEvent[]) => void, events: readonly PositionedEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      this.#options.onInterruption?.(error);
    }
  }

  #becomeCaughtUp(): void {
    this.#caughtUp.resolve();
    const { file } = this.#served;
    if (file.version !== this.#projections.version) return;
    file.complete();
    this.#removeUnused();
  }

  /** Queries never fall behind what they have shown: the successor must have reached the file that is served. */
  #replaceWhenCaughtUp(): void {
    const [old, successor] = [this.#served, this.#successor];
    if (this.#isClosed || !successor?.isCaughtUp || !isAtLeast(successor.position, old.position)) return;
    successor.file.complete();
    this.database.moveTo(successor.file.path);
    this.#served = successor;
    this.#successor = undefined;
    this.#retiring = this.#retire(old);
    const ahead = this.#ahead.filter(({ position }) => !isAtLeast(old.position, position));
    this.#ahead = [];
    this.#caughtUp.resolve();
    this.#replaced.resolve(this.#retiring);
    this.#replaced = Promise.withResolvers();
    this.#show(ahead);
  }

  async #retire(follower: ReadModelFollower): Promise<void> {
    await follower.stop();
    follower.file.close();
    try {
      this.#removeUnused();
    } catch (error) {
      this.#options.onInterruption?.(error);
    }
  }

  #removeUnused(): void {
    this.#files.removeAllBut([this.#served, this.#successor].flatMap((follower) => follower?.file ?? []));
  }
}

function closed(): Error {
  return new EventStoreUnavailableError(new Error('the read models are closed'));
}
