import type { DatabaseSync } from 'node:sqlite';
import type { ProposedEvent } from '../recorded-event.ts';
import { backUp } from './backup.ts';
import { CommitSignal } from './commit-signal.ts';
import { EventLog } from './event-log.ts';
import { EventReader } from './event-reader.ts';
import { EventWriter } from './event-writer.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { Scavenge } from './scavenge.ts';
import type { ScavengeResult } from './scavenge.ts';

export interface EventStoreOptions {
  readonly directory: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** The store without the protocol: one file, one writer, any number of readers. */
export class EventStore {
  readonly reader: EventReader;
  readonly writer: EventWriter;
  readonly commits = new CommitSignal();
  readonly now: () => Date;
  readonly newId: () => string;
  readonly #database: DatabaseSync;
  readonly #log: EventLog;
  readonly #commit: GroupCommit;
  readonly #closing = new AbortController();
  readonly #maintenance = new Set<Promise<unknown>>();

  /** @throws EmbeddedEventStoreError */
  constructor({ directory, now, newId }: EventStoreOptions) {
    this.now = now;
    this.newId = newId;
    this.#database = openDatabase(directory);
    this.#log = new EventLog(this.#database, now);
    this.#commit = new GroupCommit(this.#database, {
      onCommitted: () => {
        this.commits.notify();
      },
      onRolledBack: () => {
        this.#log.forget();
      },
    });
    this.reader = new EventReader(this.#database, this.#log.heads, now);
    this.writer = new EventWriter(this.#log, this.#commit, newId);
  }

  /** The position of the last event, 0 in an empty store. */
  get lastPosition(): number {
    return this.#log.lastPosition;
  }

  /** Stores an event of the store itself, whatever the stream holds. Resolves when it is on disk. */
  async appendSystemEvent(streamName: string, event: Omit<ProposedEvent, 'id'>): Promise<void> {
    const outcome = await this.writer.append({ streamName, expected: 'any', events: [{ ...event, id: this.newId() }] });
    if (outcome.kind !== 'stored') throw new Error(`The store's own stream ${streamName} takes no events: ${outcome.kind}.`);
  }

  /** Hides a stream of the store itself; it need not exist. */
  async deleteSystemStream(streamName: string): Promise<void> {
    if (this.reader.absenceOf(streamName) === undefined) await this.writer.softDelete({ streamName, expected: 'any' });
  }

  /** Puts what was submitted so far on disk, now. */
  flush(): void {
    this.#commit.flush();
  }

  /** Gives back the space of what no reader sees any more. */
  scavenge(): Promise<ScavengeResult> {
    return this.#maintain(new Scavenge(this.#database, this.#log, this.#commit, this.now).run(this.#closing.signal));
  }

  /** Copies the whole store to a file, while it works. */
  backUp(toFile: string): Promise<void> {
    return this.#maintain(backUp(this.#database, toFile));
  }

  /** Writes what was accepted, finishes a backup, breaks off a scavenge, then closes the file. May be called twice. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await Promise.allSettled(this.#maintenance);
    this.#commit.close();
    this.#database.close();
  }

  #maintain<Result>(work: Promise<Result>): Promise<Result> {
    this.#maintenance.add(work);
    return work.finally(() => this.#maintenance.delete(work));
  }
}
