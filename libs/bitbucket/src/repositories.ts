import { pathOf } from './api-address.ts';
import type { BitbucketClient } from './bitbucket-client.ts';
import { BitbucketAnswerError, BitbucketListUnsettledError } from './bitbucket.errors.ts';
import { asObject, asText, type JsonObject } from './json.ts';
import { ListCheck } from './list-check.ts';
import { SeenItems } from './page.ts';
import { inBraces, withoutBraces } from './uuid-braces.ts';

/** A repository by its uuid (with or without braces), which finds it again after a rename, or by its slug. `workspace` is a slug or uuid. */
export type RepositoryAddress = { readonly workspace: string } & ({ readonly id: string } | { readonly slug: string });

export interface Repository {
  /** Survives renames and transfers; without braces. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** `workspace/slug`, for the address of its git. */
  readonly fullName: string;
  /** Of the project that it belongs to, such as `SHOP`; null when the provider does not say. */
  readonly projectKey: string | null;
  /** Null while the repository is empty. */
  readonly mainBranch: string | null;
  readonly isPrivate: boolean;
  /** In bytes, as far as known: the unit is not documented. */
  readonly size: number | null;
  /** RFC 3339, as it came. */
  readonly updatedOn: string | null;
  /** All of it, as it came. */
  readonly raw: JsonObject;
}

/** How often a list that changes while it is read is read at most. */
const mostReadings = 3;

/**
 * All repositories of a workspace that the credential sees, 100 a page, each once. An empty list may also mean that it sees nothing. A list
 * that may have hidden one, because another was deleted meanwhile, is read again.
 *
 * @throws BitbucketListUnsettledError when each reading may have
 */
export async function* listRepositories(client: BitbucketClient, workspace: string): AsyncGenerator<Repository[], void, undefined> {
  const path = `/repositories${pathOf(workspace)}`;
  const seen = new SeenItems();
  let doubt: string | null = null;
  for (let reading = 1; reading <= mostReadings; reading += 1) {
    const check = new ListCheck();
    for await (const page of client.walk(path, { pagelen: 100 })) {
      check.note(page);
      yield seen.fresh(page.values).map((value) => readRepository(value, path));
    }
    doubt = check.doubt();
    if (doubt === null) return;
  }
  throw new BitbucketListUnsettledError(path, mostReadings, doubt ?? '');
}

export async function getRepository(client: BitbucketClient, workspace: string, id: string): Promise<Repository> {
  const path = repositoryPath({ workspace, id });
  return readRepository((await client.get(path)).data, path);
}

export function repositoryPath(repository: RepositoryAddress): string {
  return `/repositories${pathOf(repository.workspace, 'id' in repository ? inBraces(repository.id) : repository.slug)}`;
}

/** Fails closed: a repository without id or name cannot be backed up, and must not be passed over. */
function readRepository(value: unknown, path: string): Repository {
  const raw = asObject(value);
  const uuid = asText(raw?.['uuid']);
  const fullName = asText(raw?.['full_name']);
  if (raw === null || uuid === null || fullName === null) throw new BitbucketAnswerError(path, 'a repository without uuid or full_name');
  const slug = asText(raw['slug']) ?? fullName.split('/').slice(1).join('/');
  return {
    id: withoutBraces(uuid),
    slug,
    name: asText(raw['name']) ?? slug,
    fullName,
    projectKey: asText(asObject(raw['project'])?.['key']),
    mainBranch: asText(asObject(raw['mainbranch'])?.['name']),
    isPrivate: raw['is_private'] !== false,
    size: typeof raw['size'] === 'number' ? raw['size'] : null,
    updatedOn: asText(raw['updated_on']),
    raw,
  };
}
