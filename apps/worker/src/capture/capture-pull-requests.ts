import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import {
  listPullRequestComments,
  listPullRequests,
  type BitbucketClient,
  type PullRequest,
  type RepositoryAddress,
} from '@holdfast/bitbucket';
import type { MetadataCapture, Vault } from '@holdfast/vault';

/** One line of a captured object: the provider's JSON as it came. A later line about the same id supersedes an earlier one. */
export interface PullRequestRecord {
  readonly pullrequest: Readonly<Record<string, unknown>>;
  readonly comments: readonly Readonly<Record<string, unknown>>[];
}

export const PULL_REQUESTS = 'pullrequests';

export interface PullRequestCaptureOptions {
  readonly client: BitbucketClient;
  readonly vault: Vault;
  readonly repository: RepositoryAddress;
  /** What earlier snapshots hold, oldest first. */
  readonly previous: readonly MetadataCapture[];
  /** An existing directory of this task alone. */
  readonly directory: string;
}

/**
 * Fetches the pull requests that changed since the previous snapshot, each with all of its comments, and stores them as one object of
 * JSON lines behind those of before. Answers null when none has changed: then it took one request.
 */
export async function capturePullRequests(options: PullRequestCaptureOptions): Promise<MetadataCapture | null> {
  const { vault, directory } = options;
  const known = await knownPullRequests(vault, options.previous);
  const file = join(directory, 'pullrequests.jsonl');
  let items = 0;
  const lines = async function* () {
    for await (const record of changedPullRequests(options, known)) {
      items += 1;
      yield `${JSON.stringify(record)}\n`;
    }
  };
  await pipeline(lines, createWriteStream(file, { mode: 0o600 }));
  const object = items === 0 ? null : await vault.putObject({ file });
  await rm(file);
  return object && { kind: PULL_REQUESTS, object, items };
}

async function* changedPullRequests(
  { client, repository }: PullRequestCaptureOptions,
  known: ReadonlyMap<number, string | null>,
): AsyncGenerator<PullRequestRecord> {
  for await (const page of listPullRequests(client, repository, { updatedSince: newestOf(known) })) {
    for (const pullRequest of page) if (isNews(pullRequest, known)) yield await withComments(client, repository, pullRequest);
  }
}

function isNews({ id, updatedOn }: PullRequest, known: ReadonlyMap<number, string | null>): boolean {
  return updatedOn === null || known.get(id) !== updatedOn;
}

async function withComments(client: BitbucketClient, repository: RepositoryAddress, { id, raw }: PullRequest): Promise<PullRequestRecord> {
  const comments: PullRequestRecord['comments'][number][] = [];
  for await (const page of listPullRequestComments(client, repository, id)) comments.push(...page.map((comment) => comment.raw));
  return { pullrequest: raw, comments };
}

/** When each pull request that is held was last changed. */
async function knownPullRequests(vault: Vault, previous: readonly MetadataCapture[]): Promise<Map<number, string | null>> {
  const known = new Map<number, string | null>();
  for (const { object } of previous) {
    for await (const line of createInterface({ input: await vault.openObject(object) })) {
      const { pullrequest } = JSON.parse(line) as PullRequestRecord;
      const { id, updated_on: updatedOn } = pullrequest as { readonly id: number; readonly updated_on?: string };
      known.set(id, updatedOn ?? null);
    }
  }
  return known;
}

function newestOf(known: ReadonlyMap<number, string | null>): Date | undefined {
  const times = [...known.values()].flatMap((time) => (time === null ? [] : [Date.parse(time)])).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : new Date(times.reduce((a, b) => Math.max(a, b)));
}
