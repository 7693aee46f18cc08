import { readCredentialFacts, readRateLimitHints, readRetryAfterSeconds, type CredentialFacts } from './answer-headers.ts';
import {
  BitbucketAnswerError,
  BitbucketBadRequestError,
  BitbucketForbiddenError,
  BitbucketGoneError,
  BitbucketNotFoundError,
  BitbucketScopesMissingError,
  BitbucketUnreachableError,
  type BitbucketError,
  type RefusedAnswer,
} from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';
import type { RequestOutcome } from './credential-source.ts';
import { isRateLimitAnswer, readErrorBody, type ErrorBody } from './error-body.ts';
import type { Exchange } from './exchange.ts';
import { withoutSecret } from './redaction.ts';

/** A final answer with its JSON, or a redirect. */
export type UsableAnswer =
  | { readonly kind: 'data'; readonly data: unknown; readonly facts: CredentialFacts }
  | { readonly kind: 'redirect'; readonly location: string | undefined };

/** How the request goes on. */
export type NextStep =
  | { readonly kind: 'done'; readonly answer: UsableAnswer }
  /** The very same request, with another credential. */
  | { readonly kind: 'again' }
  /** Worth another try after a pause. */
  | { readonly kind: 'retry'; readonly failure: BitbucketError; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'fail'; readonly failure: BitbucketError };

export interface Verdict {
  readonly outcome: RequestOutcome;
  readonly step: NextStep;
}

/** What asked: needed to understand the answer and to keep secrets out of what is quoted from it. */
export interface Asked {
  readonly path: string;
  readonly secret: CredentialSecret;
  readonly authorization: string;
}

/** What an answer means for the account, and how the request goes on. */
export function verdictOn(answer: Exchange, asked: Asked, now: Date): Verdict {
  const hints = readRateLimitHints(answer.headers, now);
  const error = quotable(readErrorBody(answer.status >= 400 ? answer.body : ''), asked);
  if (isRateLimitAnswer(answer.status, answer.body)) {
    return {
      outcome: { kind: 'rate_limited', retryAfterSeconds: readRetryAfterSeconds(answer.headers, now), hints },
      step: { kind: 'again' },
    };
  }
  if (isRejection(answer.status, error, asked.secret)) return rejection(answer.status, error.message);
  return { outcome: { kind: 'served', hints }, step: stepAfter(answer, error, asked, now) };
}

export function rejection(status: number, reason: string): Verdict {
  return { outcome: { kind: 'rejected', status, reason }, step: { kind: 'again' } };
}

export function noAnswer(path: string, reason: string): Verdict {
  const failure = new BitbucketUnreachableError(path, reason, null);
  return { outcome: { kind: 'unanswered' }, step: { kind: 'retry', failure, retryAfterSeconds: null } };
}

/** A removed kind of credential is refused with 401; during the removal of app passwords 410 was seen as well. */
function isRejection(status: number, error: ErrorBody, secret: CredentialSecret): boolean {
  return status === 401 || (status === 410 && secret.kind === 'app_password' && /app ?password/i.test(error.message));
}

function stepAfter(answer: Exchange, error: ErrorBody, asked: Asked, now: Date): NextStep {
  if (answer.status >= 500 || answer.status === 408) {
    const failure = new BitbucketUnreachableError(asked.path, `${answer.status} ${error.message}`.trim(), answer.status);
    return { kind: 'retry', failure, retryAfterSeconds: readRetryAfterSeconds(answer.headers, now) };
  }
  if (answer.status >= 400) return { kind: 'fail', failure: refusalOf(answer, error, asked.path) };
  if (answer.status >= 300) return { kind: 'done', answer: { kind: 'redirect', location: answer.headers['location'] } };
  return readData(answer, asked.path);
}

function readData(answer: Exchange, path: string): NextStep {
  try {
    return { kind: 'done', answer: { kind: 'data', data: JSON.parse(answer.body), facts: readCredentialFacts(answer.headers) } };
  } catch {
    const failure = new BitbucketAnswerError(path, `it is not JSON, or only a part of it (${answer.body.length} characters)`);
    return { kind: 'retry', failure, retryAfterSeconds: null };
  }
}

function refusalOf(answer: Exchange, error: ErrorBody, path: string): BitbucketError {
  const facts = readCredentialFacts(answer.headers);
  const refused: RefusedAnswer = { status: answer.status, path, reason: error.message, facts };
  switch (answer.status) {
    case 403:
      return error.required === null
        ? new BitbucketForbiddenError(refused)
        : new BitbucketScopesMissingError(refused, error.required, error.granted ?? facts.scopes);
    case 404:
      return new BitbucketNotFoundError(refused);
    case 410:
      return new BitbucketGoneError(refused);
    default:
      return new BitbucketBadRequestError(refused);
  }
}

function quotable(error: ErrorBody, asked: Asked): ErrorBody {
  const credentials = asked.authorization.replace(/^\w+ /, '');
  return { ...error, message: withoutSecret(error.message, asked.secret, credentials) };
}
