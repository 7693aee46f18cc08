import { readFileSync } from 'node:fs';

const EVERY_MILLISECONDS = 10;

/** Watches how much memory the process takes, all threads together. (What the system reports as its peak begins with the parent's.) */
export class PeakMemory implements Disposable {
  #peak = 0;
  readonly #timer = setInterval(() => this.megabytes, EVERY_MILLISECONDS).unref();

  /** The most so far. */
  get megabytes(): number {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss() / 1024 ** 2);
    return this.#peak;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** The most that another process has taken so far, as Linux counts it for it and all of its threads (proc_pid_status(5)). */
export function peakMegabytesOf(pid: number | undefined): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
