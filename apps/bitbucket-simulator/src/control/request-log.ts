import type { Bucket } from '../limits/rate-limits.ts';

/** One answered request. Holds no header and no credential, only who it counted for. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The operation or kind of git request, such as `GET /user` or `git POST git-upload-pack`. */
  readonly pattern: string;
  readonly bucket: Bucket;
  /** A user's uuid, the id of an access token or consumer, `anonymous:` with the address, or `refused` after a 401. */
  readonly account: string;
  /** The id of the credential, which is its `x-token-id`. */
  readonly credential: string | null;
  /** 0 when it was left without an answer. */
  readonly status: number;
  /** What was done to it on purpose, such as `hang`. */
  readonly fault: string | null;
}

export interface RequestCount {
  readonly account: string;
  readonly credential: string | null;
  readonly bucket: Bucket;
  readonly pattern: string;
  readonly requests: number;
  /** How many of them were answered with 429. */
  readonly limited: number;
}

/** Counts every request and remembers the last ones, without a token that somebody put into a query. */
export class RequestLog {
  readonly #remembered: number;
  #requests: LoggedRequest[] = [];
  #counts = new Map<string, RequestCount>();

  constructor(remembered = 5000) {
    this.#remembered = remembered;
  }

  add(request: LoggedRequest): void {
    this.#requests.push({ ...request, path: request.path.replace(/(token=)[^&]*/g, '$1…') });
    if (this.#requests.length > 2 * this.#remembered) this.#requests = this.#requests.slice(-this.#remembered);
    const { account, credential, bucket, pattern } = request;
    const key = [account, credential, bucket, pattern].join(' ');
    const { requests, limited } = this.#counts.get(key) ?? { requests: 0, limited: 0 };
    this.#counts.set(key, {
      account,
      credential,
      bucket,
      pattern,
      requests: requests + 1,
      limited: limited + (request.status === 429 ? 1 : 0),
    });
  }

  /** Oldest first, at most as many as are remembered. */
  last(): readonly LoggedRequest[] {
    return this.#requests.slice(-this.#remembered);
  }

  counts(): readonly RequestCount[] {
    return [...this.#counts.values()];
  }

  clear(): void {
    this.#requests = [];
    this.#counts = new Map();
  }
}
