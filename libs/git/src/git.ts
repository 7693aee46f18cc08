import { resolve } from 'node:path';
import { readBundleHeader, type BundleHeader } from './bundle-header.ts';
import { unpackBundle, writeBundle, type BundleContent, type BundleSummary } from './bundle.ts';
import { readFsck, type FsckReport } from './fsck-report.ts';
import { GitCorruptError, noRequests } from './git.errors.ts';
import { decodedNames, type GitRef } from './git-ref.ts';
import type { GitRemote } from './git-remote.ts';
import { GitRunner } from './git-runner.ts';
import { removeLeftoversIn } from './leftovers.ts';
import { tipsUseLfs } from './lfs-use.ts';
import { fetchEverything, readRefs, readRemoteRefs, writeRefs, type RemoteOptions, type RemoteRefs } from './mirror.ts';
import { isConnected, missingObjects } from './objects.ts';

export interface GitOptions {
  /** A path, or a name that is looked up in `searchPath`. Default: `git`. */
  readonly gitBinary?: string | undefined;
  /** The only thing git gets from outside. Default: the usual places. */
  readonly searchPath?: string | undefined;
  /** For a Retry-After that is a date. */
  readonly now?: (() => Date) | undefined;
  /** A command that talks to a server is ended when neither output nor HTTP traffic moves for so long. Default: 600. */
  readonly noProgressSeconds?: number | undefined;
}

export interface Abortable {
  readonly signal?: AbortSignal | undefined;
  /** Called whenever git says that it gets on. */
  readonly onProgress?: (() => void) | undefined;
}

const usualPlaces = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/**
 * Git, fenced in: it inherits no environment and no configuration, runs no hook, asks nobody, talks http(s) alone, follows no redirect,
 * and never deletes or repacks by itself.
 *
 * `dir` is a bare repository that nobody else changes meanwhile. Everything rejects with a
 * GitError, or with a TypeError or RangeError for arguments that cannot be meant; no message holds a credential.
 */
export class Git {
  private readonly runner: GitRunner;

  constructor(options: GitOptions = {}) {
    const { gitBinary: binary = 'git', searchPath = usualPlaces, now, noProgressSeconds = 600 } = options;
    this.runner = new GitRunner({ binary, searchPath, now, noProgressSeconds });
  }

  /** For example `2.47.1`. */
  async version(): Promise<string> {
    const { stdout } = await this.runner.run({ args: ['version'] });
    return stdout.toString('utf8').replace('git version', '').trim();
  }

  /** All refs below `refs/`. Annotated tags are named once, with the hash of the tag. `requests` is the number of HTTP requests sent. */
  async lsRemote(remote: GitRemote, options: RemoteOptions = {}): Promise<RemoteRefs & { requests: number }> {
    const tally = { count: 0 };
    const refs = await readRemoteRefs(this.runner, remote, options, tally);
    return { ...refs, requests: tally.count };
  }

  /** May be called again: what is there stays. HEAD names `refs/heads/main`, which does not exist yet. */
  async initBare(dir: string): Promise<void> {
    await this.runner.run({ args: ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '--', resolve(dir)] });
  }

  /**
   * Brings every ref of the remote to where it is there. Nothing is deleted: refs that are gone there stay here, and commits that were
   * left behind by a force-push stay too. A ref that has to make way for another one (`a` for `a/b`) moves to `refs/holdfast/displaced/`.
   */
  async fetchMirror(dir: string, remote: GitRemote, options: RemoteOptions = {}): Promise<{ requests: number }> {
    const tally = { count: 0 };
    await fetchEverything(this.runner, resolve(dir), remote, options, tally);
    return { requests: tally.count };
  }

  async listRefs(dir: string): Promise<GitRef[]> {
    return readRefs(this.runner, resolve(dir));
  }

  /** The branch that HEAD names, whether it exists or not; null when HEAD is a commit. */
  async headOf(dir: string): Promise<string | null> {
    const args = ['symbolic-ref', '--quiet', 'HEAD'];
    const { exitCode, stdout } = await this.runner.run({ args, dir: resolve(dir), alsoAccept: (code) => code === 1 });
    return exitCode === 0 ? decodedNames(stdout).trim() : null;
  }

  /** Creates or moves the named refs, all or none, and leaves others alone. `head` null leaves HEAD alone. */
  async updateRefs(dir: string, refs: readonly GitRef[], head: string | null): Promise<void> {
    await writeRefs(this.runner, resolve(dir), refs, head);
  }

  /**
   * Writes everything that `refs` reach and `excluding` does not; null, and no file, when that is nothing. A ref that points to nothing
   * new is not among the bundle's heads: what a snapshot's refs are is for its manifest to say.
   */
  async createBundle(dir: string, file: string, content: BundleContent, options: Abortable = {}): Promise<BundleSummary | null> {
    return writeBundle(this.runner, resolve(dir), resolve(file), content, options);
  }

  /**
   * Unpacks the objects of a bundle and changes no ref, so that the bundles of a chain follow one another. Rejects with
   * GitPrerequisitesMissingError when an earlier one is missing.
   */
  async unbundle(dir: string, file: string, options: Abortable = {}): Promise<void> {
    await unpackBundle(this.runner, resolve(dir), resolve(file), options);
  }

  /** What a bundle says about itself. */
  async readBundle(file: string): Promise<BundleHeader> {
    return readBundleHeader(resolve(file));
  }

  /** Reads every object, and rejects with GitCorruptError when one is damaged or missing. Oddities from upstream are only reported. */
  async fsck(dir: string, options: Abortable = {}): Promise<FsckReport> {
    const args = ['fsck', '--full', '--no-dangling', '--no-reflogs', '--progress'];
    const output = await this.runner.run({ args, dir: resolve(dir), ...options, alsoAccept: () => true });
    const report = readFsck(output.exitCode, `${output.stdout.toString('utf8')}\n${output.stderr}`);
    if (report !== null) return report;
    const said = `${output.stderr}\n${output.stdout.toString('utf8').slice(0, 1_000)}`.trim();
    throw new GitCorruptError('found damage', { ...noRequests, command: 'fsck', exitCode: output.exitCode, stderr: said });
  }

  /** Those of `oids` that are not in the repository. */
  async missingObjects(dir: string, oids: readonly string[]): Promise<string[]> {
    return missingObjects(this.runner, resolve(dir), oids);
  }

  /** Whether everything that `oids` reach is there, down to the last file. Does not look inside of files, as {@link fsck} does. */
  async isConnected(dir: string, oids: readonly string[], options: Abortable = {}): Promise<boolean> {
    return isConnected(this.runner, resolve(dir), oids, options.signal);
  }

  /** Whether a .gitattributes at the tip of any ref hands files to Git LFS. */
  async usesLfs(dir: string, options: Abortable = {}): Promise<boolean> {
    return tipsUseLfs(this.runner, resolve(dir), options.signal);
  }

  /** Clears away what a killed git or machine left behind, which would stop the next git. Only while no git runs in `dir`. */
  async removeLeftovers(dir: string): Promise<string[]> {
    return removeLeftoversIn(resolve(dir));
  }
}
