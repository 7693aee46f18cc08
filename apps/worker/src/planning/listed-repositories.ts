import { BitbucketClient, listRepositories, type Repository } from '@holdfast/bitbucket';
import { DomainError } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream } from '@holdfast/organizations/contracts';
import type { RepositoryReference } from '@holdfast/runs/contracts';
import type { WorkerEnvironment } from '../worker-environment.ts';

/** What planning needs to know of a repository; its whole JSON would be ten thousand times as much as that. */
export interface ListedRepository extends RepositoryReference {
  readonly projectKey: string | null;
  /** Bytes; null when the provider does not say. */
  readonly size: number | null;
}

export interface Listing {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
}

/** All repositories of the organization: to the end of the list, before anything is made of it. */
export async function listAll(environment: WorkerEnvironment, listing: Listing, signal: AbortSignal): Promise<ListedRepository[]> {
  const work = { ...listing, taskId: listing.runId };
  const credentials = environment.leasePools.credentialsFor(environment, work, signal);
  const { provider, clock: now, oauthTokens } = environment;
  const client = new BitbucketClient({ ...provider, credentials, oauthTokens, now, signal });
  const repositories: ListedRepository[] = [];
  try {
    for await (const page of listRepositories(client, await workspaceOf(environment, listing.organizationId))) {
      environment.progress();
      repositories.push(...page.map(listed));
    }
  } finally {
    await credentials.close();
  }
  return repositories;
}

async function workspaceOf({ repository }: WorkerEnvironment, organizationId: string): Promise<string> {
  const { state } = await repository.load(organizationReading, organizationStream(organizationId));
  if (state.status !== 'connected') throw new DomainError('not_found', 'ORGANIZATION_NOT_FOUND', 'The organization is gone.');
  return state.workspace.slug;
}

function listed({ id, fullName, slug, name, projectKey, size }: Repository): ListedRepository {
  return { id, fullName, slug, name, projectKey, size };
}
