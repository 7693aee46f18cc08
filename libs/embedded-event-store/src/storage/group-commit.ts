import type { DatabaseSync } from 'node:sqlite';

interface Job {
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction, and so one fsync, for everything that was submitted in a turn of the event loop.
 *
 * Jobs run in the order of submission, each sees what the former wrote, and nobody gets an answer before all of it is on disk.
 * When the transaction fails nothing of it is stored, and every submitter gets the error.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #onCommitted: () => void;
  readonly #onRolledBack: () => void;
  #jobs: Job[] = [];
  #closed = false;

  constructor(database: DatabaseSync, listeners: { readonly onCommitted: () => void; readonly onRolledBack: () => void }) {
    this.#database = database;
    this.#onCommitted = listeners.onCommitted;
    this.#onRolledBack = listeners.onRolledBack;
  }

  submit<Result>(run: () => Result): Promise<Result> {
    if (this.#closed) return Promise.reject(new StoreClosedError());
    return new Promise<Result>((resolve, reject) => {
      this.#jobs.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (this.#jobs.length === 1) {
        setImmediate(() => {
          this.flush();
        });
      }
    });
  }

  /** Writes what was submitted so far, now. */
  flush(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length === 0) return;
    try {
      const results = this.#runInTransaction(jobs);
      jobs.forEach((job, index) => {
        job.resolve(results[index]);
      });
      this.#onCommitted();
    } catch (error) {
      for (const job of jobs) job.reject(error);
    }
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  #runInTransaction(jobs: readonly Job[]): unknown[] {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const results = jobs.map((job) => job.run());
      this.#database.exec('COMMIT');
      return results;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#onRolledBack();
      throw error;
    }
  }
}

/** The write came after the store had begun to close: it was not made. */
export class StoreClosedError extends Error {
  readonly code = 'EVENT_STORE_CLOSED';

  constructor() {
    super('The event store is closing and takes no more writes.');
  }
}
