import type { Repository, RepositoryPermission } from '../world/repository.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './caller.ts';

const ranks = { none: 0, read: 1, write: 2, admin: 3 } as const;

/** What the caller may do with the repository. An access token may do there whatever its scopes allow. */
export function permissionOn(world: World, caller: Caller, repository: Repository): RepositoryPermission | 'none' {
  if (caller.user) return world.permissionOf(caller.user.uuid, repository.uuid);
  if (!caller.accessToken) return 'none';
  const { reaches } = caller.accessToken;
  return reaches === null || reaches === repository.projectKey || reaches === repository.uuid ? 'admin' : 'none';
}

export function mayOn(world: World, caller: Caller, repository: Repository, wanted: RepositoryPermission): boolean {
  return ranks[permissionOn(world, caller, repository)] >= ranks[wanted];
}

export function canSeeWorkspace(world: World, caller: Caller): boolean {
  return caller.accessToken !== null || (caller.user !== null && world.members.has(caller.user.uuid));
}

export function isWorkspaceOwner(world: World, caller: Caller): boolean {
  return caller.user !== null && world.members.get(caller.user.uuid) === 'owner';
}
