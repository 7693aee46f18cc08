import type { Bucket, RateLimitHints } from '@holdfast/bitbucket';

/** Accounts of which the provider says that they near their limit. Times are milliseconds since 1970. */
export class NearLimits {
  readonly #near = new Map<string, { readonly until: number; isBest: boolean }>();

  /** What an answer said counts until an answer says otherwise, at most for `lastsMs`. */
  note(bucket: Bucket, accountId: string, hints: RateLimitHints, now: number, lastsMs: number): void {
    const key = `${bucket} ${accountId}`;
    if (hints.nearLimit && !this.#isNear(key, now)) this.#near.set(key, { until: now + lastsMs, isBest: false });
    if (!hints.nearLimit && (hints.limit !== null || hints.remaining !== null)) this.#near.delete(key);
  }

  has(bucket: Bucket, accountId: string, now: number): boolean {
    return this.#isNear(`${bucket} ${accountId}`, now);
  }

  /** No other account has more: there is no need to ask again for another one. */
  noteBest(bucket: Bucket, accountId: string): void {
    const near = this.#near.get(`${bucket} ${accountId}`);
    if (near) near.isBest = true;
  }

  /** Whether a task should leave the account for another one. */
  isWorthLeaving(bucket: Bucket, accountId: string, now: number): boolean {
    const key = `${bucket} ${accountId}`;
    return this.#isNear(key, now) && this.#near.get(key)?.isBest === false;
  }

  in(bucket: Bucket, now: number): readonly string[] {
    const prefix = `${bucket} `;
    const keys = [...this.#near.keys()].filter((key) => key.startsWith(prefix) && this.#isNear(key, now));
    return keys.map((key) => key.slice(prefix.length));
  }

  #isNear(key: string, now: number): boolean {
    const near = this.#near.get(key);
    return near !== undefined && now < near.until;
  }
}
