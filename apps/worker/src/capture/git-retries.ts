import { BitbucketUnreachableError, pauseMs, sleepFor, type Sleep } from '@holdfast/bitbucket';
import { GitError, GitStalledError } from '@holdfast/git';

export interface GitRetries {
  /** How often the command is given at most. */
  readonly attempts: number;
  readonly sleep: Sleep;
}

const usual: GitRetries = { attempts: 5, sleep: sleepFor };

/**
 * Gives a git command that talks to Bitbucket again, after a pause, when the line broke, nothing moved any more, or Bitbucket stumbled.
 * What Bitbucket refused stays refused. The last failure is thrown.
 */
export async function withRetries<T>(
  command: (attempt: number) => Promise<T>,
  signal: AbortSignal,
  { attempts, sleep }: GitRetries = usual,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await command(attempt);
    } catch (error) {
      if (attempt >= attempts || signal.aborted || !mayPass(error)) throw error;
      await sleep(pauseMs(attempt, null, Math.random()), signal);
    }
  }
}

/** An error of git itself after a good answer may be a line that broke in the middle of it. */
function mayPass(error: unknown): boolean {
  if (error instanceof GitStalledError || error instanceof BitbucketUnreachableError) return true;
  if (!(error instanceof GitError) || error.code !== 'GIT_FAILED') return false;
  const { httpStatus } = error;
  return httpStatus === null || httpStatus === 200 || httpStatus === 408 || httpStatus >= 500;
}
