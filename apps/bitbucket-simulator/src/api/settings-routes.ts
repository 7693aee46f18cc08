import { ok, redirect } from '../http/answer.ts';
import { noSuchUrl, notFound } from '../http/api-problem.ts';
import type { RepositoryPermission } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import type { RepositoryHandler } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import {
  renderBranchingModel,
  renderDownload,
  renderEffectiveModel,
  renderPermission,
  renderRestriction,
  renderWebhook,
} from './render-settings.ts';
import { renderRepository, renderUserById } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { refuseAccessTokens } from './workspace-routes.ts';

const base = '/repositories/{workspace}/{repo_slug}';

/** What is set on a repository, apart from the repository itself. */
export function settingsRoutes(simulation: Simulation): Routes {
  const { world } = simulation;
  const forReaders = (handle: RepositoryHandler) => inRepository(simulation, 'read', handle);
  const forAdmins = (handle: RepositoryHandler) => inRepository(simulation, 'admin', handle);
  return {
    [`GET ${base}/branch-restrictions`]: forAdmins((request, repository) =>
      list(request, repository.branchRestrictions, (item) => renderRestriction(simulation, repository, item)),
    ),
    [`GET ${base}/hooks`]: forAdmins((request, repository) => list(request, repository.webhooks, renderWebhook)),
    [`GET ${base}/downloads`]: forReaders((request, repository) =>
      list(request, repository.downloads, (item) => renderDownload(simulation, repository, item)),
    ),
    [`GET ${base}/downloads/{filename}`]: forReaders((request, repository) => {
      const name = parameter(request, 'filename');
      if (!repository.downloads.some((download) => download.name === name)) throw notFound(`No such file: ${name}`);
      const path = `/downloads/${encodeURIComponent(repository.uuid)}/${encodeURIComponent(name)}`;
      return redirect(simulation.signedLinks.sign(simulation.origins.storage, path));
    }),
    [`GET ${base}/override-settings`]: forAdmins((_request, { overrideSettings }) =>
      ok({ type: 'repository_inheritance_state', override_settings: overrideSettings }),
    ),
    [`GET ${base}/branching-model/settings`]: forAdmins((_request, repository) => ok(renderBranchingModel(simulation, repository))),
    ...Object.fromEntries(
      ['branching-model', 'effective-branching-model'].map((name) => [
        `GET ${base}/${name}`,
        forReaders((_request, repository) => ok(renderEffectiveModel(repository, name))),
      ]),
    ),
    [`GET ${base}/permissions-config/users`]: forAdmins((request, repository) => {
      refuseAccessTokens(request);
      return list(request, world.explicitPermissions(repository.uuid), (item) => renderPermission(simulation, repository, item));
    }),
    [`GET ${base}/default-reviewers`]: forReaders((request, repository) =>
      list(request, repository.defaultReviewers, (user) => renderUserById(simulation, user) ?? {}),
    ),
    [`GET ${base}/forks`]: forReaders((request, { uuid }) => {
      const forks = world.repositories.filter(({ parent }) => parent === uuid);
      return list(request, forks, (fork) => renderRepository(simulation, request.caller, fork));
    }),
    [`GET ${base}/pipelines_config`]: forAdmins(() => {
      throw notFound('Pipelines was never enabled for this repository.');
    }),
    ...emptyLists(simulation),
  };
}

/** Of these there is nothing. Two of them exist only with a slash at the end. */
function emptyLists(simulation: Simulation): Routes {
  const nothing = (name: string, needs: RepositoryPermission) => {
    const answer = (request: ApiRequest) => {
      if (/^(pipelines|deployments)$/.test(name) && !request.url.pathname.endsWith('/')) throw noSuchUrl();
      return list(request, [], () => ({}));
    };
    return [`GET ${base}/${name}`, inRepository(simulation, needs, answer)] as const;
  };
  const forAdmins = ['permissions-config/groups', 'deploy-keys'];
  const forReaders = [
    ...['watchers', 'effective-default-reviewers', 'environments', 'pipelines', 'deployments'],
    ...['pipelines_config/variables', 'pipelines_config/schedules', 'pipelines_config/ssh/known_hosts'],
  ];
  return Object.fromEntries([...forAdmins.map((name) => nothing(name, 'admin')), ...forReaders.map((name) => nothing(name, 'read'))]);
}

function list<T>(request: ApiRequest, items: readonly T[], render: (item: T) => object) {
  return listAnswer(request, { items, render: (page) => page.map(render) });
}
