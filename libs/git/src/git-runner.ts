import {
  GitAbortedError,
  GitAuthenticationError,
  GitError,
  GitNotAvailableError,
  GitRateLimitedError,
  GitRepositoryNotFoundError,
  GitStalledError,
  type GitFailure,
} from './git.errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { runProcess, type ProcessEnd } from './git-process.ts';
import { signInConfig, type GitRemote } from './git-remote.ts';
import { secondsIn } from './http-trace.ts';
import { readableStderr } from './readable-stderr.ts';

export interface RunnerOptions {
  readonly binary: string;
  readonly searchPath: string;
  readonly now: (() => Date) | undefined;
  /** For commands that talk to a server and say nothing else. */
  readonly noProgressSeconds: number;
}

/** The HTTP requests of an operation, which may take several commands. */
export interface RequestTally {
  count: number;
}

export interface GitCommand {
  readonly args: readonly string[];
  readonly dir?: string;
  readonly remote?: GitRemote;
  readonly stdin?: string;
  /** A file descriptor that takes the output. */
  readonly stdoutTo?: number;
  readonly signal?: AbortSignal | undefined;
  readonly noProgressSeconds?: number | undefined;
  readonly onProgress?: (() => void) | undefined;
  readonly onRequest?: (() => void) | undefined;
  readonly tally?: RequestTally;
  /** Exit codes beside 0 that are an answer rather than a failure. */
  readonly alsoAccept?: (exitCode: number, stderr: string) => boolean;
}

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git commands in the fenced environment, and says what their failures mean. */
export class GitRunner {
  private readonly options: RunnerOptions;

  constructor(options: RunnerOptions) {
    this.options = options;
  }

  /** Rejects with a GitError. */
  async run(command: GitCommand): Promise<GitOutput> {
    const { remote, tally = { count: 0 } } = command;
    const end = await runProcess({
      binary: this.options.binary,
      args: [...(command.dir === undefined ? [] : [`--git-dir=${command.dir}`]), ...command.args],
      environment: gitEnvironment(this.options.searchPath, remote === undefined ? [] : [signInConfig(remote)]),
      stdin: command.stdin ?? '',
      stdout: command.stdoutTo ?? 'pipe',
      signal: command.signal,
      noProgressSeconds: command.noProgressSeconds ?? (remote && this.options.noProgressSeconds),
      onProgress: command.onProgress,
      onRequest: command.onRequest,
    });
    tally.count += end.trace.requests;
    const stderr = readableStderr(end.stderr, remote);
    if (end.how === 'exit' && end.exitCode !== null && (end.exitCode === 0 || command.alsoAccept?.(end.exitCode, stderr) === true)) {
      return { exitCode: end.exitCode, stdout: end.stdout, stderr };
    }
    throw this.errorOf(end, {
      command: command.args[0] ?? '',
      exitCode: end.exitCode,
      stderr,
      requests: tally.count,
      httpStatus: end.trace.status,
    });
  }

  private errorOf(end: ProcessEnd, failure: GitFailure): GitError {
    switch (end.how) {
      case 'not started':
        return new GitNotAvailableError(`could not be started as '${this.options.binary}'`, failure);
      case 'stalled':
        return new GitStalledError('made no progress for too long', failure);
      case 'aborted':
        return new GitAbortedError('was aborted', failure);
      case 'exit':
        return this.errorOfExit(end, failure);
    }
  }

  private errorOfExit({ trace }: ProcessEnd, failure: GitFailure): GitError {
    const isRateLimited = trace.status === 429 || (trace.status === 403 && /rate limit/i.test(failure.stderr));
    if (isRateLimited) return new GitRateLimitedError(failure, secondsIn(trace.retryAfter, this.options.now));
    if (trace.status === 401 || trace.status === 403) return new GitAuthenticationError(`was answered ${trace.status}`, failure);
    if (trace.status === 404) return new GitRepositoryNotFoundError('was answered 404', failure);
    return new GitError(`failed with exit code ${failure.exitCode ?? 'none'}`, failure);
  }
}
