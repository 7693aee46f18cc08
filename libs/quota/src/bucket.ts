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
 * Large leases while there is plenty, small ones when little is left, so that several workers share it to the end. Not below a fortieth of
 * the limit, which takes a moment to spend: a request each would mean more events than requests.
 */
export function leaseSize(available: number, { limit }: BucketRules): number {
  const wanted = Math.max(Math.ceil(available / 8), Math.floor(limit / 40), 1);
  return Math.min(wanted, available, LARGEST_LEASE);
}

/** A lease that is not settled by then is not spent from any more. */
export function leaseSeconds(rules: BucketRules): number {
  return Math.min(300, Math.max(2, rules.windowSeconds / 4));
}
