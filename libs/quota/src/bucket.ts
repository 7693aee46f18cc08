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

/** What Holdfast itself may send in any window: never less than one request. */
export function usableRequests({ limit, reserve }: BucketRules): number {
  return Math.max(1, Math.floor(limit * (1 - reserve)));
}

/** A lease is small beside the limit, so that several tasks share an account, and large enough that few are needed. */
export function leaseSize(bucket: Bucket, rules: BucketRules): number {
  const most = bucket === 'git' ? 8 : 30;
  return Math.min(most, Math.max(2, Math.floor(rules.limit / 20)));
}

/** A lease that is not settled by then is not spent from any more. */
export function leaseSeconds(rules: BucketRules): number {
  return Math.min(300, Math.max(5, rules.windowSeconds / 4));
}
