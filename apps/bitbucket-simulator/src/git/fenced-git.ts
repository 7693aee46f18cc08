import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export class GitFailedError extends Error {
  readonly code = 'GIT_FAILED';
}

/** Nothing of the machine's or the user's own configuration reaches git; `$PATH` alone is inherited. */
export function fencedEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export function spawnGit(args: readonly string[], environment: Record<string, string> = {}): GitProcess {
  return spawn('git', args, { env: { ...fencedEnvironment(), ...environment }, stdio: 'pipe' });
}

/** Runs git in a bare repository and answers its standard output. Throws {@link GitFailedError} with what git said. */
export async function git(directory: string, args: readonly string[], input: Buffer | string = ''): Promise<Buffer> {
  const child = spawnGit(['--git-dir', directory, ...args]);
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  child.stdin.on('error', () => undefined); // git may stop reading early; its exit code tells why
  child.stdin.end(input);
  const [output, complaint, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), ended]);
  if (code !== 0) throw new GitFailedError(`git ${args[0] ?? ''} failed: ${complaint.toString().trim()}`);
  return output;
}

export async function gitText(directory: string, args: readonly string[], input = ''): Promise<string> {
  return (await git(directory, args, input)).toString();
}
