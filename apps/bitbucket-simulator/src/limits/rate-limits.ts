/** What Bitbucket counts apart: REST, git over HTTPS, raw files and downloads, webhooks. */
export type Bucket = 'api' | 'git' | 'raw' | 'webhooks';

/** Requests per window. Defaults are Bitbucket's documented numbers per hour. */
export interface RateLimits {
  readonly api: number;
  readonly git: number;
  readonly raw: number;
  readonly webhooks: number;
  /** Per IP address, over all of REST together. */
  readonly anonymous: number;
  /** `api` for access tokens, which alone have limits that grow with the paid seats. */
  readonly accessTokenApi: number;
}

export const documentedLimits: RateLimits = { api: 1000, git: 60_000, raw: 5000, webhooks: 1000, anonymous: 60, accessTokenApi: 1000 };

/**
 * What the answers tell about the limits:
 * - `none`: nothing, as API tokens see it
 * - `scaled`: three headers, for access tokens alone
 * - `envoy`: limit, remaining and seconds until reset
 * - `retry-after-seconds`, `retry-after-date`: only with a 429
 */
export type LimitHeaderMode = 'none' | 'scaled' | 'envoy' | 'retry-after-seconds' | 'retry-after-date';
