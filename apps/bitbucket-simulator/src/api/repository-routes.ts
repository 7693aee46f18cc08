import { join } from 'node:path';
import { mayOn } from '../access/permissions.ts';
import { createBareRepository } from '../git/bare-repository.ts';
import { git } from '../git/fenced-git.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { badRequest, noWorkspace } from '../http/api-problem.ts';
import { emptyRepository, slugOf } from '../world/repository.ts';
import type { Repository } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import { renderRepository } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { findProject, requireWorkspace } from './workspace-routes.ts';

export function repositoryRoutes(simulation: Simulation): Routes {
  const { world } = simulation;
  return {
    'GET /repositories/{workspace}': (request) => listRepositories(simulation, request),
    'GET /repositories/{workspace}/{repo_slug}': inRepository(simulation, 'read', ({ caller }, repository) =>
      ok(renderRepository(simulation, caller, repository)),
    ),
    'POST /repositories/{workspace}/{repo_slug}': async (request) => ok(await createRepository(simulation, request)),
    'PUT /repositories/{workspace}/{repo_slug}': async (request) => {
      const exists = world.findRepository(parameter(request, 'repo_slug'));
      return exists ? inRepository(simulation, 'admin', update)(request) : created(await createRepository(simulation, request));
    },
    'DELETE /repositories/{workspace}/{repo_slug}': inRepository(simulation, 'admin', (_request, repository) => {
      world.removeRepository(repository);
      return noContent();
    }),
  };

  async function update(request: ApiRequest, repository: Repository): Promise<Answer> {
    await updateRepository(simulation, repository, await request.body());
    return ok(renderRepository(simulation, request.caller, repository));
  }
}

/** Lists what the caller can see. Whoever can see nothing gets an empty list and no error: a trap for those who probe with it. */
function listRepositories(simulation: Simulation, request: ApiRequest) {
  const { world } = simulation;
  const workspace = parameter(request, 'workspace');
  if (!world.isThisWorkspace(workspace)) throw noWorkspace(workspace);
  const explicitOnly = request.url.searchParams.has('role');
  const visible = world.repositories.filter(
    (repository) => mayOn(world, request.caller, repository, 'read') && (!explicitOnly || isNamedOn(simulation, request, repository)),
  );
  return listAnswer(request, {
    items: visible,
    render: (items) => items.map((item) => renderRepository(simulation, request.caller, item)),
  });
}

/** `role` looks at permissions that were given by name only, not at those that come with the workspace: another trap. */
function isNamedOn({ world }: Simulation, { caller }: ApiRequest, { uuid }: Repository): boolean {
  return world.explicitPermissions(uuid).some(({ user }) => user === caller.user?.uuid);
}

async function createRepository(simulation: Simulation, request: ApiRequest): Promise<object> {
  requireWorkspace(simulation, request);
  const slug = parameter(request, 'repo_slug').toLowerCase();
  if (simulation.world.findRepository(slug)) throw badRequest('Repository with this Slug and Owner already exists.');
  if (slug !== slugOf(slug))
    throw badRequest('Invalid slug.', { slug: ['Only lower-case letters, digits, dots, dashes and underscores.'] });
  const repository = newRepository(simulation, slug, await request.body());
  await createBareRepository(repository.directory, 'main');
  simulation.world.addRepository(repository);
  return renderRepository(simulation, request.caller, repository);
}

function newRepository(simulation: Simulation, slug: string, body: Record<string, unknown>): Repository {
  const { project, name, description, language } = body as { project?: { key?: string; uuid?: string } } & Record<string, unknown>;
  const wanted = project?.key ?? project?.uuid;
  const uuid = crypto.randomUUID();
  return emptyRepository({
    uuid: `{${uuid}}`,
    slug,
    name: typeof name === 'string' ? name : slug,
    description: typeof description === 'string' ? description : '',
    projectKey: wanted === undefined ? (simulation.world.projects[0]?.key ?? '') : findProject(simulation, wanted).key,
    language: typeof language === 'string' ? language : '',
    createdOn: simulation.now(),
    directory: join(simulation.directory, `${uuid}.git`),
  });
}

async function updateRepository(simulation: Simulation, repository: Repository, body: Record<string, unknown>): Promise<void> {
  const { name, description, mainbranch } = body as { mainbranch?: { name?: string } } & Record<string, unknown>;
  if (mainbranch?.name !== undefined) await changeMainBranch(repository, mainbranch.name);
  if (typeof name === 'string' && name !== repository.name) simulation.world.renameRepository(repository, name, slugOf(name));
  if (typeof description === 'string') repository.description = description;
  repository.updatedOn = simulation.now();
}

async function changeMainBranch(repository: Repository, branch: string): Promise<void> {
  const known = await git(repository.directory, ['for-each-ref', '--format=%(refname)', `refs/heads/${branch}`]);
  if (known.toString().trim() !== `refs/heads/${branch}`) throw badRequest(`mainbranch: branch not found: ${branch}`);
  await git(repository.directory, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  repository.mainBranch = branch;
}
