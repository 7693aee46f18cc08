import { describe, expect, it } from '@jest/globals';
import { BitbucketUnreachableError } from '@holdfast/bitbucket';
import {
  GitAbortedError,
  GitAuthenticationError,
  GitError,
  GitRateLimitedError,
  GitRepositoryNotFoundError,
  GitStalledError,
} from '@holdfast/git';
import { withRetries } from './git-retries.ts';

const failure = (httpStatus: number | null) => ({ command: 'fetch', exitCode: 128, stderr: '', requests: 1, httpStatus });
const never = new AbortController().signal;

/** Gives a command that always fails, at most three times, without waiting. Answers how often it was given. */
async function timesGiven(error: Error, signal = never): Promise<number> {
  let given = 0;
  const command = () => {
    given += 1;
    return Promise.reject(error);
  };
  await expect(withRetries(command, signal, { attempts: 3, sleep: () => Promise.resolve() })).rejects.toBe(error);
  return given;
}

describe('a git command that talks to Bitbucket', () => {
  it('is given again until it succeeds, with the number of the attempt', async () => {
    const attempts: number[] = [];
    const command = (attempt: number) => {
      attempts.push(attempt);
      return attempt < 3 ? Promise.reject(new GitError('failed', failure(503))) : Promise.resolve('done');
    };
    expect(await withRetries(command, never, { attempts: 5, sleep: () => Promise.resolve() })).toBe('done');
    expect(attempts).toEqual([1, 2, 3]);
  });

  it.each([
    ['no answer came', new GitError('failed', failure(null))],
    ['the answer broke off', new GitError('failed', failure(200))],
    ['Bitbucket stumbled', new GitError('failed', failure(502))],
    ['nothing moved any more', new GitStalledError('made no progress', failure(200))],
    ['Bitbucket gave no token for it', new BitbucketUnreachableError('/site/oauth2/access_token', 'no answer', null)],
  ])('is given again when %s, but not for ever', async (_why, error) => {
    expect(await timesGiven(error)).toBe(3);
  });

  it.each([
    ['401', new GitAuthenticationError('was answered', failure(401))],
    ['404', new GitRepositoryNotFoundError('was answered', failure(404))],
    ['429', new GitRateLimitedError(failure(429), null)],
    ['410', new GitError('failed', failure(410))],
    ['a redirect', new GitError('failed', failure(301))],
    ['an abort', new GitAbortedError('was aborted', failure(null))],
    ['an error of another kind', new TypeError('x')],
  ])('is given once when it ends with %s', async (_how, error) => {
    expect(await timesGiven(error)).toBe(1);
  });

  it('is not given again once the work was aborted', async () => {
    expect(await timesGiven(new GitError('failed', failure(503)), AbortSignal.abort())).toBe(1);
  });
});
