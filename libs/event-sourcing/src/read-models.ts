import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreUnavailableError } from './errors.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { follow } from './follow.ts';
import { PositionWaiters } from './position-waiters.ts';
import { formatPosition, isAtLeast, parsePosition, type Position } from './position.ts';
import type { Projection } from './projection.ts';
import type { ReadModelDatabase } from './read-model-database.ts';
import { ReadModelFiles } from './read-model-files.ts';

/** An event is shown some milliseconds after it was stored. */
const USUALLY_SHOWN_MS = 25;

export interface ReadModelsOptions {
  /** Made if it is missing. A directory belongs to one set of projections: other read models in it are removed. */
  readonly directory: string;
  readonly projections: readonly Projection[];
  readonly eventStore: EventStore;
  /** Hears of interruptions; projecting goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
}

/**
 * The read models of a process: one SQLite file that all of its projections write, each batch of events in one transaction with the
 * checkpoint. So it is consistent across tables, applies every event exactly once, and may be deleted at any time; a file that is found
 * damaged at the start is built anew. The file carries the versions of its projections in its name: a changed projection builds a new file
 * from the first event, and the old one is removed when the new one has caught up.
 */
export class ReadModels {
  readonly database: ReadModelDatabase;
  readonly #options: ReadModelsOptions;
  readonly #prefixes: readonly string[];
  readonly #files: ReadModelFiles;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(events: readonly PositionedEvent[]) => void>();
  readonly #waiters = new PositionWaiters();
  readonly #caughtUp = Promise.withResolvers<void>();
  #position: Position | undefined;
  #isCaughtUp = false;
  #following: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(options: ReadModelsOptions) {
    this.#options = options;
    this.#prefixes = [...new Set(options.projections.flatMap((projection) => projection.streams))];
    this.#files = new ReadModelFiles(options.directory, options.projections);
    this.database = this.#files.open();
    this.#position = this.#storedPosition();
  }

  /**
   * Begins to follow the events. Resolves when the read models show everything that was stored at that time, or when they are closed before;
   * waits for an event store that cannot be reached yet.
   */
  async start(): Promise<void> {
    this.#following = follow(this.#options.eventStore, {
      prefixes: this.#prefixes,
      position: () => this.#beginning(),
      onEvents: (events) => {
        this.#show(events);
      },
      onCheckpoint: (position) => {
        this.database.transaction(() => {
          this.#moveCheckpoint(position);
        });
        this.#reach(position);
      },
      onCaughtUp: () => {
        this.#becomeCaughtUp();
      },
      onInterruption: (error) => {
        this.#interrupted(error);
      },
      signal: this.#stop.signal,
    });
    await Promise.race([this.#caughtUp.promise, this.#following]);
  }

  /**
   * Resolves when the read models show every event up to the position; that of an event which none of them reads will do. Throws
   * EventStoreUnavailableError when that takes longer than `timeoutMs`, or when they are closed.
   */
  async waitFor(position: Position | undefined, timeoutMs = 10_000): Promise<void> {
    if (position === undefined || isAtLeast(this.#position, position)) return;
    if (this.#stop.signal.aborted) throw closed();
    const shown = this.#wait(position, timeoutMs);
    const over = new AbortController();
    try {
      await Promise.race([shown, this.#showWhatIsRead(position, shown, timeoutMs, over.signal)]);
    } finally {
      over.abort();
    }
  }

  /** Calls back after each transaction, with the events it applied. Answers how to stop that. */
  onApplied(listener: (events: readonly PositionedEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): { readonly caughtUp: boolean; readonly position: string | null; readonly failure: string | null } {
    return {
      caughtUp: this.#isCaughtUp,
      position: this.#position ? formatPosition(this.#position) : null,
      failure: this.#failure === undefined ? null : messageOf(this.#failure),
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    this.#waiters.rejectAll(closed());
    this.database.close();
  }

  #wait(position: Position, timeoutMs: number): Promise<void> {
    return this.#waiters.wait(position, timeoutMs, () => {
      const late = new Error(`the read models do not show ${formatPosition(position)} yet`);
      return new EventStoreUnavailableError(this.#failure ?? late);
    });
  }

  /** Nobody hears of an event that no projection reads. So after a moment the store is asked which is the last that is read. */
  async #showWhatIsRead(position: Position, shown: Promise<void>, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const last = await delay(USUALLY_SHOWN_MS, undefined, { signal })
      .then(() => this.#options.eventStore.lastPositionOf(this.#prefixes))
      .catch(() => position);
    if (isAtLeast(this.#position, last)) return;
    await (last && !isAtLeast(last, position) ? this.#wait(last, timeoutMs) : shown);
  }

  /** Whatever failed or was written by another process: where to go on is in the file. */
  #beginning(): Position | undefined {
    this.#position = this.#storedPosition();
    if (this.#position) this.#waiters.reach(this.#position);
    return this.#position;
  }

  #show(events: readonly PositionedEvent[]): void {
    const position = events.at(-1)?.position;
    if (!position) return;
    this.database.transaction(() => {
      for (const event of events) this.#apply(event);
      this.#moveCheckpoint(position);
    });
    this.#reach(position);
    for (const listener of this.#listeners) this.#tell(listener, events);
  }

  #apply(event: PositionedEvent): void {
    for (const projection of this.#options.projections)
      if (projection.streams.some((prefix) => event.stream.startsWith(prefix))) projection.apply(event, this.database);
  }

  /** The events are applied, whatever a listener makes of them. */
  #tell(listener: (events: readonly PositionedEvent[]) => void, events: readonly PositionedEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      this.#options.onInterruption?.(error);
    }
  }

  #storedPosition(): Position | undefined {
    const stored = this.database.get<{ position: string | null }>('SELECT position FROM read_model_checkpoint');
    return typeof stored?.position === 'string' ? parsePosition(stored.position) : undefined;
  }

  /** Throws when another process moved the checkpoint of this file: its events are in there already, so ours must not be added. */
  #moveCheckpoint(to: Position): void {
    const from = this.#position ? formatPosition(this.#position) : null;
    const moved = this.database.run('UPDATE read_model_checkpoint SET position = ? WHERE position IS ?', formatPosition(to), from);
    if (moved === 0) throw new Error('another process writes these read models');
  }

  #reach(position: Position): void {
    this.#position = position;
    this.#failure = undefined;
    this.#waiters.reach(position);
  }

  #becomeCaughtUp(): void {
    this.#failure = undefined;
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#caughtUp.resolve();
    this.#files.removeOthers();
  }

  #interrupted(error: unknown): void {
    this.#failure = error;
    this.#options.onInterruption?.(error);
  }
}

function closed(): Error {
  return new EventStoreUnavailableError(new Error('the read models are closed'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
