import { GitError, noRequests } from './git.errors.ts';
import { checkedName, checkedOid, decodedNames, readRefLines, type GitRef } from './git-ref.ts';
import { addressOf, type GitRemote } from './git-remote.ts';
import type { GitRunner, RequestTally } from './git-runner.ts';
import { namesInTheWay } from './ref-conflicts.ts';

export interface RemoteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ended when neither output nor HTTP traffic moves for so long. Default: that of the Git. */
  readonly noProgressSeconds?: number | undefined;
  /** Called whenever output or HTTP traffic moves. */
  readonly onProgress?: (() => void) | undefined;
  /** Called for each HTTP request as it is sent, so that it counts also when nobody lives to see the end. */
  readonly onRequest?: (() => void) | undefined;
}

export interface RemoteRefs {
  readonly refs: GitRef[];
  /** The branch that HEAD names; null when it names none that exists. */
  readonly head: string | null;
}

export async function readRemoteRefs(
  runner: GitRunner,
  remote: GitRemote,
  options: RemoteOptions,
  tally: RequestTally,
): Promise<RemoteRefs> {
  const args = ['ls-remote', '--symref', '--', addressOf(remote).href];
  const { stdout } = await runner.run({ args, remote, tally, ...remoteOptions(options) });
  const text = decodedNames(stdout);
  return {
    refs: readRefLines(text).filter(({ name }) => !name.endsWith('^{}')),
    head: /^ref: (refs\/[^\t\n]+)\tHEAD$/m.exec(text)?.[1] ?? null,
  };
}

/** Everything new of all refs; what is gone upstream stays. Refs in the way of new ones are moved aside, and the fetch is repeated. */
export async function fetchEverything(
  runner: GitRunner,
  dir: string,
  remote: GitRemote,
  options: RemoteOptions,
  tally: RequestTally,
): Promise<void> {
  try {
    await fetchOnce(runner, dir, remote, options, tally);
  } catch (error) {
    if (!mayBeInTheWay(error)) throw error;
    const { refs } = await readRemoteRefs(runner, remote, options, tally);
    if (!(await makeWay(runner, dir, refs))) throw error;
    await fetchOnce(runner, dir, remote, options, tally);
  }
}

/** The fetch itself was answered; it is here that git failed. */
function mayBeInTheWay(error: unknown): boolean {
  return error instanceof GitError && error.code === 'GIT_FAILED' && error.httpStatus === 200;
}

async function fetchOnce(runner: GitRunner, dir: string, remote: GitRemote, options: RemoteOptions, tally: RequestTally): Promise<void> {
  const quiet = ['--no-write-fetch-head', '--no-auto-gc', '--no-recurse-submodules', '--no-show-forced-updates'];
  const args = ['fetch', '--progress', '--no-prune', '--no-tags', ...quiet, '--', addressOf(remote).href, '+refs/*:refs/*'];
  await runner.run({ args, dir, remote, tally, ...remoteOptions(options) });
}

/** Moves refs that are gone upstream, and in the way of new ones, to where they keep their commits: false when there are none. */
async function makeWay(runner: GitRunner, dir: string, wanted: readonly GitRef[]): Promise<boolean> {
  const existing = await readRefs(runner, dir);
  const inTheWay = new Set(
    namesInTheWay(
      existing.map(({ name }) => name),
      wanted.map(({ name }) => name),
    ),
  );
  const displaced = existing.filter(({ name }) => inTheWay.has(name));
  const moves = displaced.map(({ name, oid }) => `update refs/holdfast/displaced/${oid}\0${oid}\0\0delete ${name}\0${oid}\0`);
  if (displaced.length > 0) await runner.run({ args: ['update-ref', '--stdin', '-z'], dir, stdin: moves.join('') });
  return displaced.length > 0;
}

/** Fails rather than leave out a ref that git cannot read, of which it only warns. */
export async function readRefs(runner: GitRunner, dir: string): Promise<GitRef[]> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)'];
  const { stdout, stderr } = await runner.run({ args, dir });
  if (stderr !== '') throw new GitError('left something out', { ...noRequests, command: 'for-each-ref', exitCode: 0, stderr });
  return readRefLines(decodedNames(stdout));
}

/** All of them or none. */
export async function writeRefs(runner: GitRunner, dir: string, refs: readonly GitRef[], head: string | null): Promise<void> {
  const stdin = refs.map(({ name, oid }) => `update ${checkedName(name)}\0${checkedOid(oid)}\0\0`).join('');
  if (refs.length > 0) await runner.run({ args: ['update-ref', '--stdin', '-z'], dir, stdin });
  if (head !== null) await runner.run({ args: ['symbolic-ref', 'HEAD', checkedName(head)], dir });
}

function remoteOptions({ signal, noProgressSeconds, onProgress, onRequest }: RemoteOptions): Required<RemoteOptions> {
  return { signal, noProgressSeconds, onProgress, onRequest };
}
