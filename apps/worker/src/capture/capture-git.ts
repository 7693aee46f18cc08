import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitRef } from '@holdfast/git';
import type { TaskPlanned } from '@holdfast/runs/contracts';
import type { GitBundle, GitCapture, NotCaptured } from '@holdfast/vault';
import { unpackChain } from '../restore/unpack-chain.ts';
import { damageIn, missingAfter, reportDamage, type Damage } from './damage.ts';
import { withRetries } from './git-retries.ts';
import { withAccount, type GitAccess } from './with-account.ts';

export interface CapturedGit {
  readonly git: GitCapture;
  /** Whether anything differs from the previous snapshot. */
  readonly changed: boolean;
  /** Bytes that are new in the vault. */
  readonly bytes: number;
  readonly usesLfs: boolean;
  /** What may be missing because earlier bundles cannot be read any more. */
  readonly notCaptured: readonly NotCaptured[];
}

export interface GitCaptureOptions extends GitAccess {
  readonly plan: TaskPlanned['data'];
  readonly previous: GitCapture | null;
  /** An empty directory of this task alone. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** What the chain of earlier bundles gave back: all of it, or nothing to build on. */
interface EarlierHistory {
  readonly chain: GitCapture | null;
  readonly damage: Damage | null;
}

/**
 * Fetches what is new since the previous snapshot and stores it as one bundle behind those of before. Nothing that a snapshot holds is
 * ever given up: a branch that was deleted or force-pushed upstream changes the refs of the new snapshot, not the chain. Behind a bundle that
 * is damaged nothing is put: then all that Bitbucket has is fetched anew, as the beginning of another chain.
 */
export async function captureGit(options: GitCaptureOptions): Promise<CapturedGit> {
  const { environment, previous, signal } = options;
  const { git, progress: onProgress } = environment;
  const remote = await withRetries(() => withAccount(options, (account) => git.lsRemote(account, { signal, onProgress })), signal);
  if (previous && sameRefs(previous, remote.refs, remote.head)) return { ...nothingNew, git: previous, changed: false };
  if (remote.refs.length === 0) return withoutRefs(previous, remote.head);

  const repository = join(options.directory, 'repository.git');
  const { chain, damage } = await unpackEarlier(options, repository);
  await fetchInto(options, repository);
  const refs = (await git.listRefs(repository)).filter(({ name }) => !name.startsWith('refs/holdfast/'));
  const bundle = await storeBundle(options, repository, refs, chain);
  const bundles = [...(chain?.bundles ?? []), ...(bundle ? [bundle] : [])];
  const usesLfs = await git.usesLfs(repository, { signal, onProgress });
  await rm(repository, { recursive: true, force: true });
  const notCaptured = damage ? [missingAfter(damage, 'earlier history')] : [];
  return { git: { head: remote.head, refs, bundles, lfs: [] }, changed: true, bytes: bundle?.object.bytes ?? 0, usesLfs, notCaptured };
}

const nothingNew = { bytes: 0, usesLfs: false, notCaptured: [] };

function withoutRefs(previous: GitCapture | null, head: string | null): CapturedGit {
  return { ...nothingNew, git: { head, refs: [], bundles: previous?.bundles ?? [], lfs: [] }, changed: true };
}

async function unpackEarlier(options: GitCaptureOptions, repository: string): Promise<EarlierHistory> {
  const { environment, plan, previous, signal } = options;
  try {
    await environment.git.initBare(repository);
    await unpackChain(environment, repository, previous?.bundles ?? [], signal);
    return { chain: previous, damage: null };
  } catch (error) {
    const damage = damageIn(error);
    if (!damage) throw error;
    await reportDamage(environment, plan, damage);
    await rm(repository, { recursive: true, force: true });
    await environment.git.initBare(repository);
    return { chain: null, damage };
  }
}

async function fetchInto(options: GitCaptureOptions, repository: string): Promise<void> {
  const { environment, signal } = options;
  const { git, progress: onProgress } = environment;
  await withRetries(async (attempt) => {
    if (attempt > 1) await git.removeLeftovers(repository);
    await withAccount(options, (account) => git.fetchMirror(repository, account, { signal, onProgress }));
  }, signal);
}

async function storeBundle(
  { environment, directory, signal }: GitCaptureOptions,
  repository: string,
  refs: readonly GitRef[],
  chain: GitCapture | null,
): Promise<GitBundle | null> {
  const file = join(directory, 'new.bundle');
  const held = [...(chain?.refs ?? []), ...(chain?.bundles ?? []).flatMap(({ heads }) => heads)].map(({ oid }) => oid);
  const content = { refs: refs.map(({ name }) => name), excluding: [...new Set(held)] };
  const bundle = await environment.git.createBundle(repository, file, content, { signal, onProgress: environment.progress });
  if (!bundle) return null;
  const { heads, prerequisites } = bundle;
  const object = await environment.vault.putObject({ file });
  await rm(file);
  return { object, heads, prerequisites };
}

function sameRefs(previous: GitCapture, refs: readonly GitRef[], head: string | null): boolean {
  const before = new Map(previous.refs.map(({ name, oid }) => [name, oid]));
  return previous.head === head && before.size === refs.length && refs.every(({ name, oid }) => before.get(name) === oid);
}
