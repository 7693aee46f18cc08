import { usableRequests, type Bucket, type BucketRules } from '../bucket.ts';

/** Requests that an account may send from a time on, in seconds from now. */
export interface Refill {
  readonly afterSeconds: number;
  readonly requests: number;
}

/** What an account may send of one bucket: each request comes back a window after it was sent. */
export interface BucketSupply {
  readonly windowSeconds: number;
  /** Requests in any window, less the reserve. */
  readonly usable: number;
  /** When each of the usable requests is free for the first time, soonest first. */
  readonly refills: readonly Refill[];
}

/** What an account may send, by bucket. */
export type AccountSupply = Readonly<Record<Bucket, BucketSupply>>;

/** An account is looked at so many times in each of the first windows ahead, */
const LOOKS_PER_WINDOW = 100;
/** which are two, as a lease that nobody settles counts until a window after its end; */
const WINDOWS_AHEAD = 2;
/** and once in each later one, as the provider may limit it for a day. */
const LAST_WINDOW_AHEAD = 50;

/**
 * What an account will have of a bucket and when, if nobody spends meanwhile. `availableAt` says what it has at a time, in milliseconds since
 * 1970 like `now`.
 */
export function supplyOf(rules: BucketRules, now: number, availableAt: (at: number) => number): BucketSupply {
  const { windowSeconds } = rules;
  const usable = usableRequests(rules);
  const refills: Refill[] = [];
  let free = 0;
  for (const windows of looksAhead()) {
    const afterSeconds = windows * windowSeconds;
    const available = windows === LAST_WINDOW_AHEAD ? usable : Math.min(usable, availableAt(now + afterSeconds * 1_000));
    if (available > free) refills.push({ afterSeconds, requests: available - free });
    free = Math.max(free, available);
    if (free >= usable) break;
  }
  return { windowSeconds, usable, refills };
}

function* looksAhead(): Generator<number> {
  for (let look = 0; look < WINDOWS_AHEAD * LOOKS_PER_WINDOW; look++) yield look / LOOKS_PER_WINDOW;
  for (let windows = WINDOWS_AHEAD; windows <= LAST_WINDOW_AHEAD; windows++) yield windows;
}

/** What a bucket has that nobody has used yet. */
export function freshSupply(rules: BucketRules): BucketSupply {
  const usable = usableRequests(rules);
  return { windowSeconds: rules.windowSeconds, usable, refills: [{ afterSeconds: 0, requests: usable }] };
}
