import { canSeeWorkspace, isWorkspaceOwner } from '../access/permissions.ts';
import { created, ok } from '../http/answer.ts';
import { badRequest, forbidden, noWorkspace, notFound } from '../http/api-problem.ts';
import type { User } from '../world/people.ts';
import type { Project } from '../world/repository.ts';
import { listAnswer } from './paging.ts';
import { renderProject, renderRepositoryReference, renderUser, renderWorkspace } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { renderMember, renderMembership } from './render-membership.ts';

export function workspaceRoutes(simulation: Simulation): Routes {
  const { world } = simulation;
  return {
    'GET /workspaces/{workspace}': (request) => {
      requireWorkspace(simulation, request);
      return ok(renderWorkspace(simulation));
    },
    'GET /workspaces/{workspace}/members': (request) => listMembers(simulation, request, renderMember),
    'GET /workspaces/{workspace}/members/{member}': (request) => {
      requireWorkspace(simulation, request);
      const user = findUser(simulation, parameter(request, 'member'));
      if (!world.members.has(user.uuid)) throw notFound(`${user.displayName} is not a member of ${world.workspace.slug}.`);
      return ok(renderMember(simulation, user));
    },
    'GET /workspaces/{workspace}/permissions': (request) => {
      refuseAccessTokens(request);
      return listMembers(simulation, request, renderMembership);
    },
    'GET /workspaces/{workspace}/permissions/repositories': (request) => listAllPermissions(simulation, request, null),
    'GET /workspaces/{workspace}/permissions/repositories/{repo_slug}': (request) =>
      listAllPermissions(simulation, request, parameter(request, 'repo_slug')),
    'GET /workspaces/{workspace}/projects': (request) => {
      requireWorkspace(simulation, request);
      return listAnswer(request, { items: world.projects, render: (items) => items.map((project) => renderProject(simulation, project)) });
    },
    'GET /workspaces/{workspace}/projects/{project_key}': (request) => {
      requireWorkspace(simulation, request);
      return ok(renderProject(simulation, findProject(simulation, parameter(request, 'project_key'))));
    },
    'POST /workspaces/{workspace}/projects': async (request) =>
      created(renderProject(simulation, await createProject(simulation, request))),
  };
}

/** What one may not see does not exist. */
export function requireWorkspace({ world }: Simulation, request: ApiRequest): void {
  const identifier = parameter(request, 'workspace');
  if (!world.isThisWorkspace(identifier) || !canSeeWorkspace(world, request.caller)) throw noWorkspace(identifier);
}

/** Access tokens may not query permissions. */
export function refuseAccessTokens({ caller }: ApiRequest): void {
  if (caller.accessToken) throw forbidden();
}

function listMembers(simulation: Simulation, request: ApiRequest, render: typeof renderMembership) {
  requireWorkspace(simulation, request);
  const { world } = simulation;
  const members = [...world.members].flatMap(([uuid, role]) => {
    const user = world.users.get(uuid);
    return user ? [render(simulation, user, role)] : [];
  });
  return listAnswer(request, { items: members, render: (items) => items });
}

function listAllPermissions(simulation: Simulation, request: ApiRequest, slug: string | null) {
  refuseAccessTokens(request);
  requireWorkspace(simulation, request);
  const { world } = simulation;
  if (!isWorkspaceOwner(world, request.caller)) throw forbidden();
  const repositories = slug === null ? world.repositories : [world.findRepository(slug)].filter((repository) => repository !== undefined);
  const permissions = repositories.flatMap((repository) =>
    [...world.users.values()].flatMap((user) => {
      const permission = world.permissionOf(user.uuid, repository.uuid);
      return permission === 'none' ? [] : [{ permission, user, repository }];
    }),
  );
  const render = ({ permission, user, repository }: (typeof permissions)[number]) => ({
    type: 'repository_permission',
    permission,
    user: renderUser(simulation, user),
    repository: renderRepositoryReference(simulation, repository),
  });
  return listAnswer(request, { items: permissions, render: (items) => items.map(render) });
}

/** By uuid or account id; user names are not taken. */
export function findUser({ world }: Simulation, identifier: string): User {
  const user = [...world.users.values()].find(({ uuid, accountId }) => uuid === identifier || accountId === identifier);
  if (!user) throw notFound(`No account with identifier '${identifier}'.`);
  return user;
}

export function findProject({ world }: Simulation, keyOrUuid: string): Project {
  const project = world.projects.find(({ key, uuid }) => key === keyOrUuid || uuid === keyOrUuid);
  if (!project) throw notFound(`No project with identifier '${keyOrUuid}' found in workspace '${world.workspace.slug}'.`);
  return project;
}

async function createProject(simulation: Simulation, request: ApiRequest): Promise<Project> {
  requireWorkspace(simulation, request);
  const { key, name, description } = await request.body();
  if (typeof key !== 'string' || typeof name !== 'string') throw badRequest('Bad request', { key: ['required'], name: ['required'] });
  if (simulation.world.projects.some((known) => known.key === key)) throw badRequest('Project with this Key already exists.');
  const project = {
    uuid: `{${crypto.randomUUID()}}`,
    key,
    name,
    description: typeof description === 'string' ? description : '',
    createdOn: simulation.now(),
  };
  simulation.world.projects.push(project);
  return project;
}
