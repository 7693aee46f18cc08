import type { BitbucketClient, PullRequest, RepositoryAddress } from '@holdfast/bitbucket';
import type { MetadataCapture, Vault } from '@holdfast/vault';
import type { CaptureProgress } from './capture-progress.ts';
import { jsonLines } from './json-lines.ts';
import { PullRequestWalk, type PullRequestProgress, type PullRequestRecord } from './pull-request-walk.ts';

/** When each pull request that is held was last changed, by its id. */
export type KnownPullRequests = ReadonlyMap<number, string | null>;

export interface PullRequestCaptureOptions {
  readonly client: BitbucketClient;
  readonly vault: Vault;
  readonly repository: RepositoryAddress;
  /** What earlier snapshots hold, in milliseconds since 1970 complete up to `completeUpTo`; null there when it may have gaps. */
  readonly known: KnownPullRequests;
  readonly completeUpTo: number | null;
  /** Whether the known ones are none because those held cannot be read. */
  readonly anew: boolean;
  /** An existing directory of this task alone. */
  readonly directory: string;
  readonly progress: Pick<CaptureProgress, 'pullRequests' | 'walkedPullRequests'>;
}

/** Bitbucket's clock and ours need not agree. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

/**
 * Fetches the pull requests that changed since the previous snapshot, each with all of its comments, and stores them as objects of JSON
 * lines to be put behind those of before: one, or several when it took long. Answers none when nothing has changed: then it took one request.
 */
export async function capturePullRequests(options: PullRequestCaptureOptions): Promise<readonly MetadataCapture[]> {
  const { client, vault, repository, directory, anew, progress } = options;
  const begun = usable(progress.pullRequests, options);
  const known = new Map([...options.known, ...(await pullRequestsIn(vault, begun?.captures ?? []))]);
  const walk = new PullRequestWalk({
    ...{ client, vault, repository, directory, begun, anew },
    updatedSince: changedSince(options),
    isNews: ({ id, updatedOn }: PullRequest) => updatedOn === null || known.get(id) !== updatedOn,
    onMoved: (position) => progress.walkedPullRequests(position),
  });
  return walk.toItsEnd();
}

/** When each pull request in these objects was last changed. @throws ObjectMissingError, ObjectCorruptError */
export async function pullRequestsIn(vault: Vault, captures: readonly MetadataCapture[]): Promise<KnownPullRequests> {
  const known = new Map<number, string | null>();
  for (const { object } of captures) {
    for await (const record of jsonLines(await vault.openObject(object))) {
      const { pullrequest } = record as PullRequestRecord;
      const { id, updated_on: updatedOn } = pullrequest as { readonly id: number; readonly updated_on?: string };
      known.set(id, updatedOn ?? null);
    }
  }
  return known;
}

/** An earlier attempt is of no use when it took more or less than this one has to, or leads elsewhere than to the configured API. */
function usable(begun: PullRequestProgress | null, { anew, client }: PullRequestCaptureOptions): PullRequestProgress | null {
  if (begun?.anew !== anew) return null;
  const addresses = [begun.next, begun.comments?.next ?? null].filter((address) => address !== null);
  return addresses.every((address) => client.owns(address)) ? begun : null;
}

/** One that changed while the previous snapshot was taken may have been passed over there, and be older than the newest one that is held. */
function changedSince({ known, completeUpTo }: PullRequestCaptureOptions): Date | undefined {
  const times = [...known.values()].flatMap((time) => (time === null ? [] : [Date.parse(time)])).filter((time) => !Number.isNaN(time));
  if (times.length === 0 || completeUpTo === null) return undefined;
  const newest = times.reduce((a, b) => Math.max(a, b));
  return new Date(Math.min(newest, completeUpTo - CLOCK_DIFFERENCE_MS));
}
