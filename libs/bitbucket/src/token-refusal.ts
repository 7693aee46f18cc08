import {
  BitbucketCredentialRejectedError,
  BitbucketRateLimitedError,
  BitbucketUnreachableError,
  type BitbucketError,
} from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';
import { isRateLimitAnswer } from './error-body.ts';
import { tokenPath, type TokenRefusedError } from './oauth-tokens.ts';
import { noAnswer, verdictOn, type Verdict } from './verdict-on-exchange.ts';

/** What it means for the account that the token endpoint gave no token. It says 400 as well as 401 for a consumer that does not exist. */
export function verdictOnTokenRefusal({ answer }: TokenRefusedError, secret: CredentialSecret, now: Date): Verdict {
  if (answer.status < 400) return noAnswer(tokenPath, `the token endpoint answered ${answer.status}, without a token`);
  const refusesConsumer = [400, 403].includes(answer.status) && !isRateLimitAnswer(answer.status, answer.body);
  return verdictOn({ ...answer, status: refusesConsumer ? 401 : answer.status }, { path: tokenPath, secret, authorization: '' }, now);
}

/** The same as an error, for a caller who has no other credential to change to. */
export function errorOfTokenRefusal(refused: TokenRefusedError, secret: CredentialSecret, now: Date): BitbucketError {
  const { outcome, step } = verdictOnTokenRefusal(refused, secret, now);
  if (outcome.kind === 'rejected') return new BitbucketCredentialRejectedError(outcome.status, outcome.reason);
  if (outcome.kind === 'rate_limited') return new BitbucketRateLimitedError(outcome.retryAfterSeconds);
  return 'failure' in step ? step.failure : new BitbucketUnreachableError(tokenPath, refused.message, refused.answer.status);
}
