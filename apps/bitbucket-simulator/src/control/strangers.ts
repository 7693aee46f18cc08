import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { Bucket } from '../limits/rate-limits.ts';
import { SeededRandom } from '../seed/seeded-random.ts';
import type { RequestLog } from './request-log.ts';

/** Somebody else who uses an account at random moments, a few requests at a time, and is never refused. */
export interface StrangerOptions {
  readonly account: string;
  readonly bucket: Bucket;
  /** How many requests on average. */
  readonly perSecond: number;
  readonly seed: number;
}

const mostAtOnce = 5;
const meanAtOnce = (1 + mostAtOnce) / 2;

/** What they spend is in the log, as {@link strangersPattern}. */
export class Strangers {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #limiter: RateLimiter;
  readonly #log: RequestLog;
  readonly #now: () => Date;

  constructor(limiter: RateLimiter, log: RequestLog, now: () => Date) {
    this.#limiter = limiter;
    this.#log = log;
    this.#now = now;
  }

  /** Takes the place of the stranger who uses the same bucket of the same account; with no requests a second there is none. */
  set(options: StrangerOptions): void {
    const key = `${options.bucket} ${options.account}`;
    clearTimeout(this.#timers.get(key));
    if (options.perSecond > 0) this.#next(key, options, new SeededRandom(options.seed, 'stranger', key));
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #next(key: string, options: StrangerOptions, random: SeededRandom): void {
    const pause = (-Math.log(1 - random.next()) * meanAtOnce * 1000) / options.perSecond;
    const spend = () => {
      this.#spend(options, random.integer(1, mostAtOnce));
      this.#next(key, options, random);
    };
    this.#timers.set(key, setTimeout(spend, pause).unref());
  }

  #spend({ account, bucket }: StrangerOptions, requests: number): void {
    const now = this.#now();
    this.#limiter.spend({ account, kind: 'user' }, bucket, requests, now.getTime());
    const request = { at: now.toISOString(), method: 'GET', path: '', pattern: strangersPattern, bucket, account, credential: null };
    for (let count = 0; count < requests; count += 1) this.#log.add({ ...request, status: 200, fault: null });
  }
}

export const strangersPattern = 'somebody else';
