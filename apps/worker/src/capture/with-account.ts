import {
  BitbucketCredentialRejectedError,
  BitbucketRateLimitedError,
  cloneUrl,
  gitCredential,
  type CredentialUse,
  type RequestOutcome,
} from '@holdfast/bitbucket';
import { GitAuthenticationError, GitError, GitRateLimitedError, GitRepositoryNotFoundError, type GitRemote } from '@holdfast/git';
import type { TaskCredentials } from '../leases/task-credentials.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';

export interface GitAccess {
  readonly environment: WorkerEnvironment;
  readonly credentials: TaskCredentials;
  /** `workspace/slug`. */
  readonly fullName: string;
}

/** What one account was told, and another one is asked about. */
interface Doubt {
  readonly use: CredentialUse;
  readonly error: unknown;
}

type Attempt<T> = { readonly done: T } | { readonly failed: unknown; readonly again: 'other account' | 'new token' | null };

/**
 * Runs a git command with the account whose turn it is, and again with the next one when that account is refused. That there is no such
 * repository, or no access to it, is believed when another account is told the same, or there is no other. The token of an OAuth consumer
 * may have been revoked early, so the first refusal is answered with a new one.
 */
export async function withAccount<T extends { readonly requests: number }>(
  access: GitAccess,
  command: (remote: GitRemote) => Promise<T>,
): Promise<T> {
  const { credentials } = access;
  let doubt: Doubt | null = null;
  let isRenewed = false;
  for (;;) {
    const use: CredentialUse | null = doubt ? await credentials.another('git', doubt.use) : await credentials.next('git');
    if (!use) throw doubt?.error;
    const attempt: Attempt<T> = await attemptWith(use, access, command, isRenewed);
    if ('done' in attempt) {
      if (doubt) await credentials.sawMore('git', doubt.use, use);
      return attempt.done;
    }
    isRenewed ||= attempt.again === 'new token';
    if (attempt.again) continue;
    if (doubt || !maySeeTooLittle(attempt.failed)) throw doubt?.error ?? attempt.failed;
    doubt = { use, error: attempt.failed };
  }
}

async function attemptWith<T extends { readonly requests: number }>(
  use: CredentialUse,
  { environment: { provider, oauthTokens }, fullName }: GitAccess,
  command: (remote: GitRemote) => Promise<T>,
  isRenewed: boolean,
): Promise<Attempt<T>> {
  const url = cloneUrl(provider.gitUrl, fullName);
  try {
    const done = await command({ url, ...(await gitCredential(use.secret, oauthTokens)) });
    await use.settle(served, done.requests);
    return { done };
  } catch (error) {
    const isOutdated = !isRenewed && error instanceof GitAuthenticationError && oauthTokens.forgetTokenOf(use.secret);
    const refusal = isOutdated ? null : refusalIn(error);
    await use.settle(refusal ?? served, error instanceof GitError ? error.requests : 1);
    return { failed: error, again: isOutdated ? 'new token' : refusal && 'other account' };
  }
}

/** What git, or the endpoint that gives an OAuth consumer its token for git, has against the account. */
function refusalIn(error: unknown): RequestOutcome | null {
  if (error instanceof GitRateLimitedError || error instanceof BitbucketRateLimitedError)
    return { kind: 'rate_limited', retryAfterSeconds: error.retryAfterSeconds, hints: noHints };
  if (error instanceof GitAuthenticationError && error.httpStatus !== 403)
    return { kind: 'rejected', status: error.httpStatus ?? 401, reason: 'git refused the credential' };
  if (error instanceof BitbucketCredentialRejectedError) return { kind: 'rejected', status: error.status, reason: error.message };
  return null;
}

function maySeeTooLittle(error: unknown): boolean {
  return error instanceof GitRepositoryNotFoundError || (error instanceof GitAuthenticationError && error.httpStatus === 403);
}

const noHints = { limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null };
const served: RequestOutcome = { kind: 'served', hints: noHints };
