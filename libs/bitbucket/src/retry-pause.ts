import { setTimeout as timer } from 'node:timers/promises';
import type { BitbucketError } from './bitbucket.errors.ts';

/** Waits; rejects at once with the reason of `signal` when it aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export interface RetryOptions {
  /** How often one request is sent at most when it fails; changes of the credential do not count. */
  readonly attempts: number;
  readonly sleep: Sleep;
  /** From 0 to 1. */
  readonly random: () => number;
}

export const sleepFor: Sleep = async (milliseconds, signal) => {
  try {
    await timer(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
};

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** The attempts of one request. */
export class RetryPause {
  private failures = 0;
  private readonly options: RetryOptions;

  constructor(options: RetryOptions) {
    this.options = options;
  }

  /** Waits before the next attempt, or throws `failure` when it was the last one. */
  async after(failure: BitbucketError, retryAfterSeconds: number | null, signal?: AbortSignal): Promise<void> {
    this.failures += 1;
    if (this.failures >= this.options.attempts) throw failure;
    await this.options.sleep(pauseMs(this.failures, retryAfterSeconds, this.options.random()), signal);
  }
}

/** Doubles from half a second, between half and all of it at random, so that many workers do not come back in step. */
export function pauseMs(failures: number, retryAfterSeconds: number | null, random: number): number {
  const exponential = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs) * (0.5 + random / 2);
  return Math.round(Math.min(Math.max(exponential, (retryAfterSeconds ?? 0) * 1000), longestPauseMs));
}
