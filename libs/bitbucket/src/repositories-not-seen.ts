import type { BitbucketClient } from './bitbucket-client.ts';
import { BitbucketError } from './bitbucket.errors.ts';
import type { RepositoriesNotSeen } from './credential-verdict.ts';
import { pathOf } from './api-address.ts';
import { asObject, asText } from './json.ts';

/** A comparison costs each of the two at most so many requests, of 100 repositories. A larger workspace is not compared. */
const MOST_PAGES = 10;
const EXAMPLES = 10;

/** What `primary` sees in the workspace and `own` does not; null when it is not known, because there is too much or one of the two is refused. */
export async function repositoriesNotSeen(
  own: BitbucketClient,
  primary: BitbucketClient,
  workspace: string,
): Promise<RepositoriesNotSeen | null> {
  const all = await visibleTo(primary, workspace);
  const seen = all && (await visibleTo(own, workspace));
  if (!all || !seen) return null;
  const missing = [...all].filter(([uuid]) => !seen.has(uuid)).map(([, fullName]) => fullName);
  return { count: missing.length, examples: missing.toSorted().slice(0, EXAMPLES) };
}

/** The names of the repositories by uuid; null when that is not all of them. */
async function visibleTo(client: BitbucketClient, workspace: string): Promise<ReadonlyMap<string, string> | null> {
  const names = new Map<string, string>();
  let pages = 0;
  try {
    for await (const values of client.pages(`/repositories${pathOf(workspace)}`, {
      pagelen: 100,
      fields: 'next,values.uuid,values.full_name',
    })) {
      pages += 1;
      if (pages > MOST_PAGES) return null;
      for (const value of values) note(names, value);
    }
    return names;
  } catch (error) {
    if (error instanceof BitbucketError) return null;
    throw error;
  }
}

function note(names: Map<string, string>, value: unknown): void {
  const repository = asObject(value);
  const uuid = asText(repository?.['uuid']);
  if (uuid !== null) names.set(uuid, asText(repository?.['full_name']) ?? uuid);
}
