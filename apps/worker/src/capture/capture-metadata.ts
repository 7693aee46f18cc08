import { BitbucketError, BitbucketNotFoundError, type RepositoryAddress } from '@holdfast/bitbucket';
import { timeOfOrderedId } from '@holdfast/event-sourcing';
import type { RepositoryReference } from '@holdfast/runs/contracts';
import type { MetadataCapture, NotCaptured, SnapshotManifest } from '@holdfast/vault';
import { NoCredentialLeftError } from '../leases/run-leases.ts';
import { capturePullRequests, pullRequestsIn, type KnownPullRequests } from './capture-pull-requests.ts';
import type { CaptureWork } from './capture-work.ts';
import { damageIn, missingAfter, reportDamage, type Damage } from './damage.ts';
import { PULL_REQUESTS } from './pull-request-walk.ts';

export interface CapturedMetadata {
  /** Those of the previous snapshot and the new ones behind them. */
  readonly captures: readonly MetadataCapture[];
  readonly notCaptured: readonly NotCaptured[];
  readonly changed: boolean;
  /** Bytes that are new in the vault. */
  readonly bytes: number;
}

/** What earlier snapshots hold of the pull requests, or what is damaged there. */
interface HeldPullRequests {
  readonly captures: readonly MetadataCapture[];
  readonly known: KnownPullRequests;
  readonly damage: Damage | null;
}

/** A kind of metadata that the provider does not give is news, and no reason to lose the rest. */
export async function captureMetadata(work: CaptureWork, previous: SnapshotManifest | null): Promise<CapturedMetadata> {
  const { plan, signal } = work;
  const held = previous?.metadata ?? [];
  if (!plan.content.metadata.includes(PULL_REQUESTS)) return { captures: held, notCaptured: [], changed: false, bytes: 0 };
  const pullRequests = await heldPullRequests(work, held);
  const captures = [...held.filter(({ kind }) => kind !== PULL_REQUESTS), ...pullRequests.captures];
  const notCaptured = pullRequests.damage ? [missingAfter(pullRequests.damage, 'earlier pull requests')] : [];
  try {
    const found = await byIdOrSlug(plan.repository, (repository) => newPullRequests(work, repository, pullRequests, previous));
    const bytes = found.reduce((sum, { object }) => sum + object.bytes, 0);
    return { captures: [...captures, ...found], notCaptured, changed: found.length > 0, bytes };
  } catch (error) {
    if (signal.aborted || error instanceof NoCredentialLeftError || !(error instanceof BitbucketError)) throw error;
    return { captures, notCaptured: [...notCaptured, { what: PULL_REQUESTS, why: error.message }], changed: false, bytes: 0 };
  }
}

function newPullRequests(
  { client, environment, directory, progress }: CaptureWork,
  repository: RepositoryAddress,
  { known, damage }: HeldPullRequests,
  previous: SnapshotManifest | null,
): Promise<readonly MetadataCapture[]> {
  const { vault } = environment;
  const anew = damage !== null;
  return capturePullRequests({ client, vault, repository, known, completeUpTo: completeUpTo(previous), anew, directory, progress });
}

async function heldPullRequests({ environment, plan }: CaptureWork, held: readonly MetadataCapture[]): Promise<HeldPullRequests> {
  const captures = held.filter(({ kind }) => kind === PULL_REQUESTS);
  try {
    return { captures, known: await pullRequestsIn(environment.vault, captures), damage: null };
  } catch (error) {
    const damage = damageIn(error);
    if (!damage) throw error;
    await reportDamage(environment, plan, damage);
    return { captures: [], known: new Map(), damage };
  }
}

/** Its id tells when its run began. With gaps in it nothing is certain, and the whole list is looked through. */
function completeUpTo(previous: SnapshotManifest | null): number | null {
  const hasGaps = previous?.notCaptured.some(({ what }) => what === PULL_REQUESTS) ?? true;
  return previous === null || hasGaps ? null : timeOfOrderedId(previous.snapshotId);
}

/** The id finds a repository that was renamed since the listing; an installation behind a proxy may know slugs only. */
async function byIdOrSlug<T>({ id, fullName }: RepositoryReference, ask: (repository: RepositoryAddress) => Promise<T>): Promise<T> {
  const [workspace = '', slug = ''] = fullName.split('/');
  try {
    return await ask({ workspace, id });
  } catch (error) {
    if (!(error instanceof BitbucketNotFoundError)) throw error;
    return ask({ workspace, slug });
  }
}
