import { authorizationOf, canBeSent, type Authorization } from './authorization.ts';
import { bucketOf } from './api-address.ts';
import {
  BitbucketAnswerError,
  BitbucketForbiddenError,
  BitbucketNotFoundError,
  BitbucketScopesMissingError,
  type BitbucketError,
} from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';
import type { CredentialSource, CredentialUse } from './credential-source.ts';
import { AnswerTooLargeError, exchange, NoAnswerError, type Exchange, type ExchangeLimits, type HttpRequest } from './exchange.ts';
import { TokenRefusedError, type OAuthTokens } from './oauth-tokens.ts';
import { RetryPause, type RetryOptions } from './retry-pause.ts';
import { verdictOnTokenRefusal } from './token-refusal.ts';
import { noAnswer, rejection, verdictOn, type NextStep, type UsableAnswer, type Verdict } from './verdict-on-exchange.ts';

export interface SenderOptions {
  readonly credentials: CredentialSource;
  readonly tokens: OAuthTokens;
  readonly limits: ExchangeLimits;
  readonly retries: RetryOptions;
  readonly now: () => Date;
}

/** What one account was told, and another one is asked about. */
interface Doubt {
  readonly use: CredentialUse;
  readonly failure: BitbucketError;
}

const nothingKnown = { limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null };

/**
 * Sends a request until there is an answer: with the next credential after a 429 or 401, after a pause when Bitbucket stumbles. A 403 or 404
 * is an answer when another account is told the same, or there is no other.
 */
export class RequestSender {
  private readonly options: SenderOptions;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /** Rejects with a BitbucketError, the reason of the signal, or whatever the credential source rejects with. */
  async answerTo(url: URL): Promise<UsableAnswer> {
    const pause = new RetryPause(this.options.retries);
    let doubt: Doubt | null = null;
    for (;;) {
      const use = await this.useFor(url, doubt);
      const step = await this.sendWith(use, url);
      if (step.kind === 'done') {
        if (doubt) await this.options.credentials.sawMore?.(bucketOf(url), doubt.use, use);
        return step.answer;
      }
      if (step.kind === 'fail') doubt = this.doubtAfter(use, step.failure, doubt);
      if (step.kind === 'retry') await pause.after(step.failure, step.retryAfterSeconds, this.options.limits.signal);
    }
  }

  /** Asks an origin that is not ours: without a credential, and without retries. */
  async answerFromElsewhere(url: URL): Promise<UsableAnswer> {
    const asked = { path: url.host, secret: { kind: 'access_token', token: '' }, authorization: '' } as const;
    const verdict = await this.exchanged({ url, authorization: null }, asked.path, (answer) =>
      verdictOn(answer, asked, this.options.now()),
    );
    if (verdict.step.kind === 'done') return verdict.step.answer;
    throw verdict.step.kind === 'again' ? new BitbucketAnswerError(asked.path, 'it was refused') : verdict.step.failure;
  }

  private async useFor(url: URL, doubt: Doubt | null): Promise<CredentialUse> {
    const { credentials, limits } = this.options;
    limits.signal?.throwIfAborted();
    if (doubt === null) return credentials.next(bucketOf(url), limits.signal);
    const other = await credentials.another?.(bucketOf(url), doubt.use, limits.signal);
    if (!other) throw doubt.failure;
    return other;
  }

  /** Throws what is certain. */
  private doubtAfter(use: CredentialUse, failure: BitbucketError, doubt: Doubt | null): Doubt {
    if (doubt !== null) throw doubt.failure;
    if (!maySeeTooLittle(failure)) throw failure;
    return { use, failure };
  }

  private async sendWith(use: CredentialUse, url: URL): Promise<NextStep> {
    const verdict = await this.verdictWith(use.secret, url);
    await use.settle(verdict.outcome);
    this.options.limits.signal?.throwIfAborted();
    return verdict.step;
  }

  /** Never rejects: a use that was granted must be settled, whatever happens. */
  private async verdictWith(secret: CredentialSecret, url: URL): Promise<Verdict> {
    const authorization = await this.authorizationOr(secret, url);
    if ('outcome' in authorization) return authorization;
    if (!canBeSent(authorization.header)) return rejection(401, 'it is empty or holds characters that no credential has');
    const asked = { path: url.pathname, secret, authorization: authorization.header };
    return this.exchanged({ url, authorization: authorization.header }, url.pathname, (answer) =>
      answer.status === 401 && this.forgetReused(secret, authorization) ? outdatedToken : verdictOn(answer, asked, this.options.now()),
    );
  }

  private async authorizationOr(secret: CredentialSecret, url: URL): Promise<Authorization | Verdict> {
    try {
      return await authorizationOf(secret, this.options.tokens);
    } catch (error) {
      if (error instanceof TokenRefusedError) return verdictOnTokenRefusal(error, secret, this.options.now());
      return noAnswer(url.pathname, `no access token: ${reasonOf(error)}`);
    }
  }

  private async exchanged(request: HttpRequest, path: string, read: (answer: Exchange) => Verdict): Promise<Verdict> {
    let answer: Exchange;
    try {
      answer = await exchange(request, this.options.limits);
    } catch (error) {
      return error instanceof AnswerTooLargeError ? tooLarge(path, error) : noAnswer(path, reasonOf(error));
    }
    return read(answer);
  }

  /** A token that was used before may have been revoked early: then the next request fetches a new one. */
  private forgetReused(secret: CredentialSecret, authorization: Authorization): boolean {
    if (secret.kind !== 'oauth_consumer' || authorization.reusedToken === null) return false;
    this.options.tokens.forget(secret, authorization.reusedToken);
    return true;
  }
}

const outdatedToken: Verdict = { outcome: { kind: 'served', hints: nothingKnown }, step: { kind: 'again' } };

function maySeeTooLittle(failure: BitbucketError): boolean {
  return [BitbucketNotFoundError, BitbucketForbiddenError, BitbucketScopesMissingError].some((kind) => failure instanceof kind);
}

function tooLarge(path: string, error: AnswerTooLargeError): Verdict {
  const failure = new BitbucketAnswerError(path, error.message);
  return { outcome: { kind: 'served', hints: nothingKnown }, step: { kind: 'fail', failure } };
}

function reasonOf(error: unknown): string {
  return error instanceof NoAnswerError ? error.message : 'the request could not be sent';
}
