import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BitbucketCredentialRejectedError,
  BitbucketRateLimitedError,
  cloneUrl,
  gitCredential,
  type RequestOutcome,
} from '@holdfast/bitbucket';
import { GitAuthenticationError, GitError, GitRateLimitedError, type GitRef, type GitRemote } from '@holdfast/git';
import type { TaskPlanned } from '@holdfast/runs/contracts';
import type { GitBundle, GitCapture, NotCaptured } from '@holdfast/vault';
import type { LeasedCredentials } from '../leases/leased-credentials.ts';
import { unpackChain } from '../restore/unpack-chain.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { damageIn, missingAfter, reportDamage, type Damage } from './damage.ts';
import { withRetries } from './git-retries.ts';

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

export interface GitCaptureOptions {
  readonly environment: WorkerEnvironment;
  readonly credentials: LeasedCredentials;
  readonly plan: TaskPlanned['data'];
  /** `workspace/slug`. */
  readonly fullName: string;
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

/**
 * Runs a git command with the account whose turn it is, and again with the next one when that account is refused. The token of an OAuth
 * consumer may have been revoked early, so the first refusal is answered with a new one.
 */
async function withAccount<T extends { readonly requests: number }>(
  { environment, credentials, fullName }: GitCaptureOptions,
  command: (remote: GitRemote) => Promise<T>,
): Promise<T> {
  const url = cloneUrl(environment.provider.gitUrl, fullName);
  const { oauthTokens } = environment;
  let isRenewed = false;
  for (;;) {
    const use = await credentials.next('git');
    try {
      const result = await command({ url, ...(await gitCredential(use.secret, oauthTokens)) });
      credentials.spendMore('git', result.requests - 1);
      await use.settle(served);
      return result;
    } catch (error) {
      if (error instanceof GitError) credentials.spendMore('git', error.requests - 1);
      const isOutdated: boolean = !isRenewed && error instanceof GitAuthenticationError && oauthTokens.forgetTokenOf(use.secret);
      const refusal = isOutdated ? null : refusalIn(error);
      await use.settle(refusal ?? served);
      if (!refusal && !isOutdated) throw error;
      isRenewed ||= isOutdated;
    }
  }
}

/** What git, or the endpoint that gives an OAuth consumer its token for git, has against the account. */
function refusalIn(error: unknown): RequestOutcome | null {
  if (error instanceof GitRateLimitedError || error instanceof BitbucketRateLimitedError)
    return { kind: 'rate_limited', retryAfterSeconds: error.retryAfterSeconds, hints: noHints };
  if (error instanceof GitAuthenticationError)
    return { kind: 'rejected', status: error.httpStatus ?? 401, reason: 'git refused the credential' };
  if (error instanceof BitbucketCredentialRejectedError) return { kind: 'rejected', status: error.status, reason: error.message };
  return null;
}

const noHints = { limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null };
const served: RequestOutcome = { kind: 'served', hints: noHints };
