import { RollingWindow } from './rolling-window.ts';
import type { Bucket, RateLimits } from './rate-limits.ts';

/** Whom a request counts for. An access token has its own limit on `api`. */
export interface CountedAccount {
  readonly account: string;
  readonly kind: 'user' | 'access-token' | 'consumer' | 'anonymous';
}

export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the next request is free again. */
  readonly untilReset: number;
}

export interface LimitDecision extends LimitState {
  readonly allowed: boolean;
}

/** One rolling window for each account and bucket. */
export class RateLimiter {
  limits: RateLimits;
  readonly #windowMilliseconds: number;
  readonly #countRejected: boolean;
  readonly #windows = new Map<string, RollingWindow>();

  constructor(limits: RateLimits, windowSeconds: number, countRejected: boolean) {
    this.limits = limits;
    this.#windowMilliseconds = windowSeconds * 1000;
    this.#countRejected = countRejected;
  }

  /** Counts the request if there is room for it. */
  take(counted: CountedAccount, bucket: Bucket, now: number): LimitDecision {
    const window = this.#windowOf(counted, bucket);
    const limit = this.limitOf(counted, bucket);
    const allowed = window.used(now) < limit;
    if (allowed || this.#countRejected) window.spend(now);
    return { allowed, ...this.state(counted, bucket, now) };
  }

  /** Counts requests that somebody else made with this account; more than the limit may be spent. */
  spend(counted: CountedAccount, bucket: Bucket, count: number, now: number): void {
    this.#windowOf(counted, bucket).spend(now, count);
  }

  state(counted: CountedAccount, bucket: Bucket, now: number): LimitState {
    const window = this.#windowOf(counted, bucket);
    const limit = this.limitOf(counted, bucket);
    return { limit, remaining: Math.max(0, limit - window.used(now)), untilReset: window.untilBelow(limit, now) };
  }

  /** What every account has spent in the window that ends now. */
  spent(now: number): { account: string; bucket: Bucket; used: number }[] {
    return [...this.#windows].map(([key, window]) => {
      const [bucket, account] = key.split(' ') as [Bucket, string];
      return { account, bucket, used: window.used(now) };
    });
  }

  limitOf(counted: CountedAccount, bucket: Bucket): number {
    if (counted.kind === 'anonymous' && bucket !== 'git') return this.limits.anonymous;
    return counted.kind === 'access-token' && bucket === 'api' ? this.limits.accessTokenApi : this.limits[bucket];
  }

  /** All of REST is one for anonymous callers. */
  #windowOf({ account, kind }: CountedAccount, bucket: Bucket): RollingWindow {
    const key = `${kind === 'anonymous' && bucket !== 'git' ? 'api' : bucket} ${account}`;
    const known = this.#windows.get(key);
    if (known) return known;
    const window = new RollingWindow(this.#windowMilliseconds);
    this.#windows.set(key, window);
    return window;
  }
}
