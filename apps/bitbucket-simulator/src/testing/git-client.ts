import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fencedEnvironment } from '../git/fenced-git.ts';

export interface GitResult {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Runs git as a client would, and does not throw when it fails. */
export async function runGit(directory: string, ...args: string[]): Promise<GitResult> {
  const identity = {
    GIT_AUTHOR_NAME: 'Tester',
    GIT_AUTHOR_EMAIL: 'tester@example.com',
    GIT_COMMITTER_NAME: 'Tester',
    GIT_COMMITTER_EMAIL: 'tester@example.com',
  };
  const child = spawn('git', args, { cwd: directory, env: { ...fencedEnvironment(), ...identity }, stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, complaint };
}

export function withUser(cloneUrl: string, user: string, password: string): string {
  const url = new URL(cloneUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}

export interface Workplace {
  readonly directory: string;
  remove(): Promise<void>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), 'simulator-test-'));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
