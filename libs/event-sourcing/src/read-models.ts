import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreUnavailableError } from './errors.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { follow } from './follow.ts';
import { comparePositions, formatPosition, parsePosition, type Position } from './position.ts';
import type { Projection } from './projection.ts';
import { ReadModelDatabase } from './read-model-database.ts';

/** How many events one transaction takes at the most while catching up. */
const BATCH = 500;

export interface ReadModelsOptions {
  readonly directory: string;
  readonly projections: readonly Projection[];
  readonly eventStore: EventStore;
  /** Hears of interruptions; projecting goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
}

/**
 * The read models of a process: one SQLite file that all of its projections write, each batch of events in one transaction with the
 * checkpoint. So it is consistent across tables, applies every event exactly once, and may be deleted at any time. The file carries the
 * versions of its projections in its name: a changed projection builds a new file from the first event, and the old one is removed when
 * the new one has caught up.
 */
export class ReadModels {
  readonly database: ReadModelDatabase;
  readonly #options: ReadModelsOptions;
  readonly #file: string;
  readonly #stop = new AbortController();
  readonly #changed = new Set<(events: readonly PositionedEvent[]) => void>();
  #position: Position | undefined;
  #pending: PositionedEvent[] = [];
  #flushing: NodeJS.Immediate | undefined;
  #waiters: Waiter[] = [];
  #caughtUp = Promise.withResolvers<void>();
  #isCaughtUp = false;
  #following: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(options: ReadModelsOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
    this.#file = `read-models-${versionOf(options.projections)}.db`;
    this.database = new ReadModelDatabase(join(options.directory, this.#file));
    this.#position = this.#prepare();
  }

  /** Begins to follow the events. Resolves when the read models show everything that was stored at that time. */
  async start(): Promise<void> {
    this.#following = follow(this.#options.eventStore, {
      prefixes: [...new Set(this.#options.projections.flatMap((projection) => projection.streams))],
      position: () => {
        this.#pending = [];
        return this.#position;
      },
      onEvent: (event) => {
        this.#take(event);
      },
      onCaughtUp: () => {
        this.#flush();
        this.#becomeCaughtUp();
      },
      onInterruption: (error) => {
        this.#failure = error;
        this.#options.onInterruption?.(error);
      },
      signal: this.#stop.signal,
    });
    await this.#caughtUp.promise;
  }

  /** Resolves when the read models show the position; throws EventStoreUnavailableError when that takes longer than `timeoutMs`. */
  async waitFor(position: Position | undefined, timeoutMs = 10_000): Promise<void> {
    if (position === undefined || this.#shows(position)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { position, resolve };
    this.#waiters.push(waiter);
    const timer = setTimeout(() => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
      reject(new EventStoreUnavailableError(this.#failure ?? new Error(`the read models do not show ${formatPosition(position)} yet`)));
    }, timeoutMs);
    await promise.finally(() => {
      clearTimeout(timer);
    });
  }

  /** Calls back after each transaction, with the events it applied. Answers how to stop that. */
  onApplied(listener: (events: readonly PositionedEvent[]) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  status(): { readonly caughtUp: boolean; readonly position: string | null; readonly failure: string | null } {
    return {
      caughtUp: this.#isCaughtUp,
      position: this.#position ? formatPosition(this.#position) : null,
      failure: this.#failure instanceof Error ? this.#failure.message : null,
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    clearImmediate(this.#flushing);
    this.database.close();
  }

  #prepare(): Position | undefined {
    this.database.execute('CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), position TEXT NOT NULL)');
    const stored = this.database.get<{ position: string }>('SELECT position FROM checkpoint');
    if (stored) return parsePosition(stored.position);
    this.database.transaction(() => {
      for (const projection of this.#options.projections) this.database.execute(projection.schema);
      this.database.run('INSERT INTO checkpoint VALUES (1, ?)', formatPosition({ commit: 0n, prepare: 0n }));
    });
    return undefined;
  }

  #take(event: PositionedEvent): void {
    this.#pending.push(event);
    if (this.#pending.length >= BATCH) this.#flush();
    else
      this.#flushing ??= setImmediate(() => {
        this.#flush();
      });
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    const events = this.#pending;
    const last = events.at(-1);
    if (!last || this.#stop.signal.aborted) return;
    this.#pending = [];
    this.database.transaction(() => {
      for (const event of events) this.#apply(event);
      this.database.run('UPDATE checkpoint SET position = ?', formatPosition(last.position));
    });
    this.#position = last.position;
    this.#failure = undefined;
    this.#release();
    for (const listener of this.#changed) listener(events);
  }

  #apply(event: PositionedEvent): void {
    for (const projection of this.#options.projections)
      if (projection.streams.some((prefix) => event.stream.startsWith(prefix))) projection.apply(event, this.database);
  }

  #shows(position: Position): boolean {
    return this.#position !== undefined && comparePositions(this.#position, position) >= 0;
  }

  #release(): void {
    const shown = this.#waiters.filter((waiter) => this.#shows(waiter.position));
    if (shown.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !shown.includes(waiter));
    for (const waiter of shown) waiter.resolve();
  }

  #becomeCaughtUp(): void {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#removeOlderFiles();
    this.#caughtUp.resolve();
  }

  #removeOlderFiles(): void {
    for (const name of readdirSync(this.#options.directory))
      if (name.startsWith('read-models-') && !name.startsWith(this.#file)) rmSync(join(this.#options.directory, name));
  }
}

function versionOf(projections: readonly Projection[]): string {
  const names = projections.map(({ name, version, schema }) => `${name} ${version} ${schema}`);
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16);
}
