/** How a git command ended badly. */
export interface GitFailure {
  /** The git command, without its arguments: `fetch`. */
  readonly command: string;
  /** Null when it was killed, or never began. */
  readonly exitCode: number | null;
  /** What git said, without progress and without credentials. */
  readonly stderr: string;
  /**
   * HTTP requests that were sent all the same, by this command and those before it in the same operation. One that was just leaving
   * when an abort ended git may be missing.
   */
  readonly requests: number;
  /** The last HTTP status, null without an answer. */
  readonly httpStatus: number | null;
}

/** For commands that do not leave the machine. */
export const noRequests = { requests: 0, httpStatus: null } as const;

/** Git failed for a reason that has no error of its own. */
export class GitError extends Error {
  /** Stable: callers and people may rely on it. */
  readonly code: string = 'GIT_FAILED';
  readonly exitCode: number | null;
  /** The end of what git said, at most 2000 characters. */
  readonly stderr: string;
  readonly requests: number;
  readonly httpStatus: number | null;

  constructor(what: string, failure: GitFailure) {
    const stderr = failure.stderr.slice(-2_000);
    super(`git ${failure.command} ${what}${stderr === '' ? '' : `: ${stderr}`}`);
    this.name = new.target.name;
    this.exitCode = failure.exitCode;
    this.stderr = stderr;
    this.requests = failure.requests;
    this.httpStatus = failure.httpStatus;
  }
}

/** The rate limit of the account is reached. */
export class GitRateLimitedError extends GitError {
  override readonly code = 'GIT_RATE_LIMITED';
  /** Null when the server did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(failure: GitFailure, retryAfterSeconds: number | null) {
    super('was rate-limited', failure);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 401 or 403: the credential is no good, or not good for this repository. */
export class GitAuthenticationError extends GitError {
  override readonly code = 'GIT_AUTHENTICATION_FAILED';
}

/** 404. Bitbucket answers the same to whoever may not see the repository. */
export class GitRepositoryNotFoundError extends GitError {
  override readonly code = 'GIT_REPOSITORY_NOT_FOUND';
}

/** Nothing moved for too long, so the command was ended. */
export class GitStalledError extends GitError {
  override readonly code = 'GIT_STALLED';
}

/** The caller's signal ended the command. */
export class GitAbortedError extends GitError {
  override readonly code = 'GIT_ABORTED';
}

/** The git binary could not be started. */
export class GitNotAvailableError extends GitError {
  override readonly code = 'GIT_NOT_AVAILABLE';
}

/** The repository lacks commits that the bundle builds on: an earlier bundle of the chain has to come first. */
export class GitPrerequisitesMissingError extends GitError {
  override readonly code = 'GIT_PREREQUISITES_MISSING';
}

/** Objects are damaged or missing, or refs point to nothing. */
export class GitCorruptError extends GitError {
  override readonly code = 'GIT_CORRUPT';
}

/** A ref has a name that is not UTF-8. It cannot be written down here without becoming another name. */
export class GitNameNotUtf8Error extends GitError {
  override readonly code = 'GIT_NAME_NOT_UTF8';

  constructor() {
    super('met a ref whose name is not UTF-8', { ...noRequests, command: 'ref', exitCode: null, stderr: '' });
  }
}
