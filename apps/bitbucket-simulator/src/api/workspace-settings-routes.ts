import { isWorkspaceOwner } from '../access/permissions.ts';
import { ok } from '../http/answer.ts';
import { forbidden } from '../http/api-problem.ts';
import { defaultBranchingModel } from '../world/repository.ts';
import { listAnswer } from './paging.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Handler, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { findProject, requireWorkspace } from './workspace-routes.ts';

const workspace = '/workspaces/{workspace}';
const project = `${workspace}/projects/{project_key}`;

/** Settings of the workspace and its projects: all as they were on the first day, for owners alone. */
export function workspaceSettingsRoutes(simulation: Simulation): Routes {
  const forOwners = (handle: Handler): Handler => {
    return (request) => {
      requireWorkspace(simulation, request);
      if (!isWorkspaceOwner(simulation.world, request.caller)) throw forbidden();
      return handle(request);
    };
  };
  const inProject = (handle: Handler): Handler => {
    return forOwners((request) => {
      findProject(simulation, parameter(request, 'project_key'));
      return handle(request);
    });
  };
  const ofProjects = ['default-reviewers', 'deploy-keys', 'permissions-config/users', 'permissions-config/groups'];
  return {
    'GET /snippets/{workspace}': (request) => {
      requireWorkspace(simulation, request);
      return nothing(request);
    },
    [`GET ${workspace}/hooks`]: forOwners(nothing),
    [`GET ${workspace}/pipelines-config/variables`]: forOwners(nothing),
    [`GET ${project}/branching-model/settings`]: inProject(() => ok({ type: 'branching_model_settings', ...defaultBranchingModel })),
    ...Object.fromEntries(ofProjects.map((name) => [`GET ${project}/${name}`, inProject(nothing)])),
  };
}

function nothing(request: ApiRequest) {
  return listAnswer(request, { items: [], render: () => [] });
}
