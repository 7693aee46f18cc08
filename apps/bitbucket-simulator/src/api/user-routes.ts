import { isWorkspaceOwner, permissionOn } from '../access/permissions.ts';
import { ok } from '../http/answer.ts';
import { forbidden, invalidToken, loginFailed } from '../http/api-problem.ts';
import type { User, WorkspaceRole } from '../world/people.ts';
import { listAnswer } from './paging.ts';
import { renderRepositoryReference, renderUser, renderWorkspaceBase, timestamp } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Routes } from './route.ts';
import { renderMembership } from './render-membership.ts';
import type { Simulation } from './simulation.ts';
import { findUser } from './workspace-routes.ts';

export function userRoutes(simulation: Simulation): Routes {
  const { origins } = simulation;
  return {
    'GET /user': (request) => {
      const user = userOf(request);
      return ok({
        ...renderUser(simulation, user),
        created_on: timestamp(user.createdOn),
        account_status: 'active',
        has_2fa_enabled: null,
        is_staff: false,
      });
    },
    'GET /user/emails': (request) => {
      const { email } = userOf(request);
      const values = [
        { type: 'email', email, is_primary: true, is_confirmed: true, links: { self: { href: `${origins.api}/user/emails/${email}` } } },
      ];
      return listAnswer(request, { items: values, render: (items) => items });
    },
    'GET /user/workspaces': (request) => listAnswer(request, { items: workspacesOf(simulation, request), render: (items) => items }),
    'GET /user/workspaces/{workspace}/permission': (request) =>
      ok(renderMembership(simulation, userOf(request), roleOf(simulation, request))),
    'GET /user/workspaces/{workspace}/permissions/repositories': (request) => {
      roleOf(simulation, request);
      return listAnswer(request, { items: repositoryPermissionsOf(simulation, request), render: (items) => items });
    },
    'GET /users/{selected_user}': (request) => ok(renderUser(simulation, findUser(simulation, parameter(request, 'selected_user')))),
  };
}

/** Access tokens are no user: 403. Nobody: 401. */
function userOf({ caller }: ApiRequest): User {
  if (caller.user) return caller.user;
  if (caller.accessToken) throw forbidden();
  throw caller.credential ? invalidToken() : loginFailed();
}

function workspacesOf(simulation: Simulation, request: ApiRequest): object[] {
  const user = userOf(request);
  const administrator = isWorkspaceOwner(simulation.world, request.caller);
  const wanted = request.url.searchParams.get('administrator');
  if (!simulation.world.members.has(user.uuid) || (wanted !== null && wanted !== String(administrator))) return [];
  const workspace = { ...renderWorkspaceBase(simulation), type: 'workspace_base' };
  return [{ type: 'workspace_access', administrator, workspace }];
}

function roleOf({ world }: Simulation, request: ApiRequest): WorkspaceRole {
  const user = userOf(request);
  const role = world.isThisWorkspace(parameter(request, 'workspace')) ? world.members.get(user.uuid) : undefined;
  if (!role) throw forbidden();
  return role;
}

function repositoryPermissionsOf(simulation: Simulation, { caller }: ApiRequest): object[] {
  const user = caller.user && renderUser(simulation, caller.user);
  return simulation.world.repositories.flatMap((repository) => {
    const permission = permissionOn(simulation.world, caller, repository);
    if (permission === 'none') return [];
    return [{ type: 'repository_permission', permission, user, repository: renderRepositoryReference(simulation, repository) }];
  });
}
