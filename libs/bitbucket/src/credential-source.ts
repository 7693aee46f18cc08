import { BitbucketCredentialRejectedError, BitbucketRateLimitedError, type BitbucketError } from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';

/** What Bitbucket counts separately for every account. */
export type Bucket = 'api' | 'git' | 'raw' | 'webhooks';

/** What the headers of an answer say about the limit. Null: not said. `limit` is in requests an hour. */
export interface RateLimitHints {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetSeconds: number | null;
  readonly nearLimit: boolean;
  readonly resource: string | null;
}

/** What an answer means for the account that asked. */
export type RequestOutcome =
  /** Any answer that is none of the others, 404 and 5xx included. */
  | { readonly kind: 'served'; readonly hints: RateLimitHints }
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number | null; readonly hints: RateLimitHints }
  /** The credential is no good: 401, or 410 for a kind of credential that was removed. The reason holds no secret. */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string }
  /** No answer: network error or timeout. The request may have counted. */
  | { readonly kind: 'unanswered' };

/**
 * One permission to send one request, or one command of git. `settle` is called exactly once, also when nothing could be sent; `requests` is
 * how many were, where that is not one.
 */
export interface CredentialUse {
  readonly secret: CredentialSecret;
  settle(outcome: RequestOutcome, requests?: number): Promise<void>;
}

/**
 * Where each request gets its credential. `next` waits while no account may send, and rejects when none ever will or `signal` aborts.
 *
 * A request that was rate-limited or rejected asks again at once and without end: a source must not offer an account before its time,
 * nor a rejected credential again.
 */
export interface CredentialSource {
  next(bucket: Bucket, signal?: AbortSignal): Promise<CredentialUse>;

  /**
   * A use of another account than that of `doubted`, which was told that there is nothing (404) or that it may not see it (403). Waits and
   * rejects as `next` does. Null: there is no other account that might see it. Missing in a source that has one account alone.
   */
  another?(bucket: Bucket, doubted: CredentialUse, signal?: AbortSignal): Promise<CredentialUse | null>;

  /** `other` got what was refused to the account of `doubted`: that one is not offered to this work again. */
  sawMore?(bucket: Bucket, doubted: CredentialUse, other: CredentialUse): Promise<void>;
}

/** One credential on its own, for trying it: after a 429 or a rejection there is nothing to change to, so the request fails with that. */
export function singleCredential(secret: CredentialSecret): CredentialSource {
  let refusal: BitbucketError | null = null;
  const settle = (outcome: RequestOutcome): Promise<void> => {
    refusal = refusalIn(outcome);
    return Promise.resolve();
  };
  return { next: () => (refusal === null ? Promise.resolve({ secret, settle }) : Promise.reject(refusal)) };
}

function refusalIn(outcome: RequestOutcome): BitbucketError | null {
  switch (outcome.kind) {
    case 'rate_limited':
      return new BitbucketRateLimitedError(outcome.retryAfterSeconds);
    case 'rejected':
      return new BitbucketCredentialRejectedError(outcome.status, outcome.reason);
    case 'served':
    case 'unanswered':
      return null;
  }
}
