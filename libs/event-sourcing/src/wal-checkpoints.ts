import { Worker } from 'node:worker_threads';

const THREAD = new URL('./wal-checkpoint-thread.ts', import.meta.url);

/** A megabyte or two of heap is all that the thread needs. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

/**
 * Carries what SQLite has in its write-ahead logs over into the files themselves, in a thread of its own: the sync that belongs to it stops
 * that thread, and not the one that answers requests. One thread a process, begun when it is first needed; it keeps no process alive.
 */
export class WalCheckpoints {
  readonly #inHand = new Set<string>();
  #thread: Worker | undefined;

  /** Asks for it once; nothing happens while the thread is at this file already, or when the file is gone. */
  request(file: string): void {
    if (this.#inHand.has(file)) return;
    this.#inHand.add(file);
    this.#thread ??= this.#start();
    this.#thread.postMessage(file);
  }

  /** Whether a request for the file is still being worked on. */
  isAt(file: string): boolean {
    return this.#inHand.has(file);
  }

  /** A thread that ended is replaced at the next request: SQLite does the work by itself until then. */
  #start(): Worker {
    const thread = new Worker(THREAD, { execArgv: ['--disable-warning=ExperimentalWarning'], resourceLimits: RESOURCE_LIMITS });
    const forget = (): void => {
      this.#thread = undefined;
      this.#inHand.clear();
    };
    thread.on('message', (file: string) => this.#inHand.delete(file));
    thread.on('error', forget);
    thread.on('exit', forget);
    thread.unref();
    return thread;
  }
}

export const walCheckpoints = new WalCheckpoints();
