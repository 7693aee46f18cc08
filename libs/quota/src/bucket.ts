/** What the provider counts separately. */
export type Bucket = 'api' | 'git' | 'raw' | 'webhooks';

export const buckets: readonly Bucket[] = ['api', 'git', 'raw', 'webhooks'];

/** How much of a bucket an account may use. */
export interface BucketRules {
  /** Requests the provider allows in any window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** The share of the limit, 0 to 1, left to the account's owner and CI. */
  readonly reserve: number;
}

/** The rules of every bucket. */
export type QuotaRules = Readonly<Record<Bucket, BucketRules>>;

/** What Holdfast itself may send in any window: never less than one request. */
export function usableRequests({ limit, reserve }: BucketRules): number {
  return Math.max(1, Math.floor(limit * (1 - reserve)));
}

const LARGEST_LEASE = 200;

/**
 * A thirtieth of the limit takes a moment to spend: with less to a lease there would be more events than requests. Of what others spend as
 * well, it is a hundredth: what is left is a guess.
 */
export function smallestLease({ limit }: BucketRules, isShared: boolean): number {
  return Math.max(1, Math.floor(limit / (isShared ? 100 : 30)));
}

/** Large leases while there is plenty, small ones when little is left, so that several workers share it to the end. */
export function leaseSize(available: number, rules: BucketRules, isShared = false): number {
  return Math.min(Math.max(Math.ceil(available / 8), smallestLease(rules, isShared)), available, LARGEST_LEASE);
}

/** A lease that is not settled by then is not spent from any more. */
export function leaseSeconds(rules: BucketRules): number {
  return Math.min(300, Math.max(2, rules.windowSeconds / 4));
}
