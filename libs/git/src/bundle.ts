import { open, rename, rm, stat } from 'node:fs/promises';
import { bundleHeaderText, type BundleHeader } from './bundle-header.ts';
import { GitError, GitPrerequisitesMissingError, noRequests } from './git.errors.ts';
import { checkedOid, type GitRef } from './git-ref.ts';
import type { GitRunner } from './git-runner.ts';
import { readRefs } from './mirror.ts';
import { missingObjects, peeledTags } from './objects.ts';

export interface BundleContent {
  /** Full names of the refs whose history goes in. */
  readonly refs: readonly string[];
  /** What is held already, with its history. Objects that the repository does not have exclude nothing. */
  readonly excluding: readonly string[];
}

/** For commands that do not leave the machine. */
interface LocalOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (() => void) | undefined;
}

/** The heads are those of the wanted refs that point to something new. */
export interface BundleSummary extends BundleHeader {
  readonly bytes: number;
}

/**
 * Null when there is nothing new.
 *
 * Made of `git pack-objects` and not of `git bundle create`, which leaves out `refs/heads/x` without a word when there is a branch
 * `refs/heads/refs/heads/x` as well, and names no prerequisite for a new tag of a commit that is held.
 */
export async function writeBundle(
  runner: GitRunner,
  dir: string,
  file: string,
  content: BundleContent,
  options: LocalOptions = {},
): Promise<BundleSummary | null> {
  const wanted = await wantedRefs(runner, dir, content.refs);
  const excluding = await excludable(runner, dir, content.excluding);
  const news = await whatIsNew(runner, dir, wanted, excluding, options);
  const heads = wanted.filter(({ oid }) => news.oids.has(oid));
  if (heads.length === 0) return null;
  const targets = (await peeledTags(runner, dir, heads)).filter((oid) => !news.oids.has(oid));
  const header = { heads, prerequisites: [...new Set([...news.boundary, ...targets])] };
  await writePack(runner, dir, file, header, revisions(heads, excluding), options);
  return { ...header, bytes: (await stat(file)).size };
}

/** Objects only; no ref is changed. */
export async function unpackBundle(runner: GitRunner, dir: string, file: string, options: LocalOptions = {}): Promise<void> {
  const lacksPrerequisites = (_exitCode: number, stderr: string): boolean => stderr.includes('lacks these prerequisite commits');
  const output = await runner.run({ args: ['bundle', 'unbundle', '--progress', file], dir, ...options, alsoAccept: lacksPrerequisites });
  if (output.exitCode === 0) return;
  throw new GitPrerequisitesMissingError('cannot unpack', { ...noRequests, command: 'bundle', ...output });
}

async function wantedRefs(runner: GitRunner, dir: string, names: readonly string[]): Promise<GitRef[]> {
  const existing = new Map((await readRefs(runner, dir)).map((ref) => [ref.name, ref]));
  return names.map((name) => {
    const ref = existing.get(name);
    if (ref === undefined)
      throw new GitError('cannot pack', { ...noRequests, command: 'bundle', exitCode: null, stderr: `no ref ${name}` });
    return ref;
  });
}

async function excludable(runner: GitRunner, dir: string, oids: readonly string[]): Promise<string[]> {
  const missing = new Set(await missingObjects(runner, dir, oids));
  return [...new Set(oids)].filter((oid) => !missing.has(oid));
}

interface News {
  /** New commits and tags, and the new ones among the refs' objects of any kind. */
  readonly oids: ReadonlySet<string>;
  /** Commits that are held and that new ones build on. */
  readonly boundary: readonly string[];
}

async function whatIsNew(
  runner: GitRunner,
  dir: string,
  wanted: readonly GitRef[],
  excluding: readonly string[],
  options: LocalOptions,
): Promise<News> {
  if (wanted.length === 0) return { oids: new Set(), boundary: [] };
  const args = ['rev-list', '--objects', '--no-object-names', '--filter=tree:0', '--boundary', '--stdin'];
  const { stdout } = await runner.run({ args, dir, stdin: revisions(wanted, excluding), ...options });
  const lines = stdout.toString('latin1').split('\n').filter(Boolean);
  const [boundary, oids] = [lines.filter((line) => line.startsWith('-')), lines.filter((line) => !line.startsWith('-'))];
  return { oids: new Set(oids), boundary: boundary.map((line) => line.slice(1)) };
}

/** Under another name until it is complete. */
async function writePack(
  runner: GitRunner,
  dir: string,
  file: string,
  header: BundleHeader,
  stdin: string,
  options: LocalOptions,
): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await using handle = await open(partial, 'w');
    await handle.writeFile(bundleHeaderText(header));
    const args = ['pack-objects', '--progress', '--revs', '--thin', '--delta-base-offset', '--stdout'];
    await runner.run({ args, dir, stdin, ...options, stdoutTo: handle.fd });
    await handle.sync();
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function revisions(refs: readonly GitRef[], excluding: readonly string[]): string {
  const included = new Set(refs.map(({ oid }) => oid));
  return [...included, ...excluding.map((oid) => `^${checkedOid(oid)}`), ''].join('\n');
}
