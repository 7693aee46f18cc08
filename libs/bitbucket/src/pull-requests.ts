import type { BitbucketClient } from './bitbucket-client.ts';
import { BitbucketAnswerError } from './bitbucket.errors.ts';
import { asObject, asText, type JsonObject } from './json.ts';
import type { ListPage } from './page.ts';
import { repositoryPath, type RepositoryAddress } from './repositories.ts';

export interface PullRequest {
  /** Unique in its repository. */
  readonly id: number;
  /** OPEN, MERGED, DECLINED or SUPERSEDED; null when the answer does not say. */
  readonly state: string | null;
  /** RFC 3339, as it came. */
  readonly updatedOn: string | null;
  /** All of it, as it came. */
  readonly raw: JsonObject;
}

export interface PullRequestComment {
  readonly id: number;
  /** All of it, as it came. */
  readonly raw: JsonObject;
}

const allStates = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'];

/**
 * All pull requests, or those changed since. In no promised order: `sort` together with the states makes Bitbucket answer 500
 * for large repositories. More than 50 a page are refused here, whatever its documentation says. `from` is the `next` of a page read before.
 */
export async function* listPullRequests(
  client: BitbucketClient,
  repository: RepositoryAddress,
  options: { updatedSince?: Date | undefined; from?: string | null } = {},
): AsyncGenerator<ListPage<PullRequest>, void, undefined> {
  const path = `${repositoryPath(repository)}/pullrequests`;
  const since = options.updatedSince === undefined ? {} : { q: `updated_on>="${inBitbucketsFormat(options.updatedSince)}"` };
  for await (const { values, next } of client.walk(path, { state: allStates, pagelen: 50, ...since }, options.from)) {
    yield { items: values.map((value) => readPullRequest(value, path)), next };
  }
}

/** All comments of a pull request, deleted ones and replies included. `from` is the `next` of a page read before. */
export async function* listPullRequestComments(
  client: BitbucketClient,
  repository: RepositoryAddress,
  pullRequestId: number,
  from: string | null = null,
): AsyncGenerator<ListPage<PullRequestComment>, void, undefined> {
  const path = `${repositoryPath(repository)}/pullrequests/${pullRequestId}/comments`;
  for await (const { values, next } of client.walk(path, { pagelen: 100 }, from)) {
    yield { items: values.map((value) => readComment(value, path)), next };
  }
}

function inBitbucketsFormat(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}

function readPullRequest(value: unknown, path: string): PullRequest {
  const { id, raw } = readNumbered(value, path);
  return { id, state: asText(raw['state']), updatedOn: asText(raw['updated_on']), raw };
}

function readComment(value: unknown, path: string): PullRequestComment {
  return readNumbered(value, path);
}

function readNumbered(value: unknown, path: string): { id: number; raw: JsonObject } {
  const raw = asObject(value);
  const id = raw?.['id'];
  if (raw === null || typeof id !== 'number') throw new BitbucketAnswerError(path, 'an item without id');
  return { id, raw };
}
