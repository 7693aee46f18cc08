import { mayOn } from '../access/permissions.ts';
import { redirect } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { forbidden, noRepository, noWorkspace } from '../http/api-problem.ts';
import type { Repository, RepositoryPermission } from '../world/repository.ts';
import { repositoryPath } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Handler } from './route.ts';
import type { Simulation } from './simulation.ts';

export type RepositoryHandler = (request: ApiRequest, repository: Repository) => Answer | Promise<Answer>;

/** A handler for the repository in the path: 404 for what the caller may not see, 403 for what it may not do. */
export function inRepository(simulation: Simulation, needs: RepositoryPermission, handle: RepositoryHandler): Handler {
  return (request) => {
    const repository = findRepository(simulation, request);
    if (!repository) return movedAnswer(simulation, request);
    if (!mayOn(simulation.world, request.caller, repository, 'read')) throw noRepository();
    if (!mayOn(simulation.world, request.caller, repository, needs)) throw forbidden();
    return handle(request, repository);
  };
}

/** The workspace may be left empty, `{}`, for a repository that is given by uuid. */
function findRepository({ world }: Simulation, request: ApiRequest): Repository | undefined {
  const [workspace, repository] = [parameter(request, 'workspace'), parameter(request, 'repo_slug')];
  if (workspace === '{}' && repository.startsWith('{')) return world.findRepository(repository);
  if (!world.isThisWorkspace(workspace)) throw noWorkspace(workspace);
  return world.findRepository(repository);
}

function movedAnswer(simulation: Simulation, request: ApiRequest): Answer {
  const slug = parameter(request, 'repo_slug');
  const moved = simulation.behaviour.renamedRepositories === 301 ? simulation.world.findRenamedRepository(slug) : undefined;
  if (!moved || !mayOn(simulation.world, request.caller, moved, 'read')) throw noRepository();
  const under = /^\/2\.0\/repositories\/[^/]+\/[^/]+(.*)$/.exec(request.url.pathname)?.[1] ?? '';
  return redirect(`${simulation.origins.api}/repositories/${repositoryPath(simulation, moved)}${under}${request.url.search}`, 301);
}
