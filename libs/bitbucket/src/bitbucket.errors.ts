import type { CredentialFacts } from './answer-headers.ts';

/** Everything this library throws on purpose, except an abort. No message holds a secret or a header. */
export abstract class BitbucketError extends Error {
  /** Stable: callers and people may rely on it. */
  abstract readonly code: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What a refusing answer said. `path` is without host and query. */
export interface RefusedAnswer {
  readonly status: number;
  readonly path: string;
  /** Bitbucket's own words, shortened and without secrets; empty when there were none. */
  readonly reason: string;
  readonly facts: CredentialFacts;
}

/** Bitbucket answered, and the answer is no. Asking again will not help. */
export abstract class BitbucketRefusalError extends BitbucketError {
  readonly status: number;
  readonly facts: CredentialFacts;

  constructor(answer: RefusedAnswer, more = '') {
    super(`Bitbucket answered ${answer.status} to GET ${answer.path}${answer.reason === '' ? '' : `: ${answer.reason}`}${more}`);
    this.status = answer.status;
    this.facts = answer.facts;
  }
}

/** 400, or another refusal that has no error of its own. */
export class BitbucketBadRequestError extends BitbucketRefusalError {
  readonly code = 'BITBUCKET_BAD_REQUEST';
}

export class BitbucketForbiddenError extends BitbucketRefusalError {
  readonly code = 'BITBUCKET_FORBIDDEN';
}

/** 403 because the credential holds too few scopes. `granted` is what it holds, null when the answer does not say. */
export class BitbucketScopesMissingError extends BitbucketRefusalError {
  readonly code = 'BITBUCKET_SCOPES_MISSING';
  readonly required: readonly string[];
  readonly granted: readonly string[] | null;

  constructor(answer: RefusedAnswer, required: readonly string[], granted: readonly string[] | null) {
    super(answer, ` (required: ${required.join(', ')})`);
    this.required = required;
    this.granted = granted;
  }
}

/** 404. It never proves that something was deleted: Bitbucket answers the same to whoever may not see it. */
export class BitbucketNotFoundError extends BitbucketRefusalError {
  readonly code = 'BITBUCKET_NOT_FOUND';
}

/** 410: Bitbucket removed this part of its API, or the thing itself. */
export class BitbucketGoneError extends BitbucketRefusalError {
  readonly code = 'BITBUCKET_GONE';
}

/** An answer that cannot be understood: not JSON, truncated, too large, or a list without values. */
export class BitbucketAnswerError extends BitbucketError {
  readonly code = 'BITBUCKET_ANSWER_UNREADABLE';

  constructor(path: string, what: string) {
    super(`The answer to GET ${path} cannot be used: ${what}`);
  }
}

/** A list changed each time it was read, so that something may be missing. Another time it may hold still. */
export class BitbucketListUnsettledError extends BitbucketError {
  readonly code = 'BITBUCKET_LIST_UNSETTLED';

  constructor(path: string, readings: number, doubt: string) {
    super(`The list of GET ${path} was read ${readings} times, and each time something may be missing from it: ${doubt}`);
  }
}

/** No answer, or only 5xx, in all attempts. `status` is the last one, null without an answer. */
export class BitbucketUnreachableError extends BitbucketError {
  readonly code = 'BITBUCKET_UNREACHABLE';
  readonly status: number | null;

  constructor(path: string, what: string, status: number | null) {
    super(`Bitbucket gave no usable answer to GET ${path}: ${what}`);
    this.status = status;
  }
}

/** A link or redirect leads to another origin than the configured one. Credentials are not sent there. */
export class BitbucketForeignLinkError extends BitbucketError {
  readonly code = 'BITBUCKET_FOREIGN_LINK';

  constructor(link: 'next page' | 'redirect', target: string, apiOrigin: string) {
    super(`The ${link} leads to ${target}, but credentials are only sent to ${apiOrigin}, the configured API`);
  }
}

/** Thrown where no other credential is left to try. `retryAfterSeconds` is null when Bitbucket did not say. */
export class BitbucketRateLimitedError extends BitbucketError {
  readonly code = 'BITBUCKET_RATE_LIMITED';
  readonly retryAfterSeconds: number | null;

  constructor(retryAfterSeconds: number | null) {
    super(`The rate limit of this account is reached${retryAfterSeconds === null ? '' : `, for ${retryAfterSeconds} more seconds`}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown where no other credential is left to try: Bitbucket does not accept this one. */
export class BitbucketCredentialRejectedError extends BitbucketError {
  readonly code = 'BITBUCKET_CREDENTIAL_REJECTED';
  readonly status: number;

  constructor(status: number, reason: string) {
    super(`Bitbucket does not accept this credential${reason === '' ? '' : `: ${reason}`}`);
    this.status = status;
  }
}
