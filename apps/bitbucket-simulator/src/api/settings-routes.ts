import { permissionOn } from '../access/permissions.ts';
import { ok } from '../http/answer.ts';
import { notFound } from '../http/api-problem.ts';
import type { BranchRestriction, Download, Repository, Webhook } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import { link, renderUserById, repositoryUrl, timestamp } from './render.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { refuseAccessTokens } from './workspace-routes.ts';

const base = '/repositories/{workspace}/{repo_slug}';

/** What is set on a repository, apart from the repository itself. Anything of which there is nothing is an empty list. */
export function settingsRoutes(simulation: Simulation): Routes {
  return {
    [`GET ${base}/branch-restrictions`]: inRepository(simulation, 'admin', (request, repository) =>
      listAnswer(request, {
        items: repository.branchRestrictions,
        render: (items) => items.map((item) => renderRestriction(simulation, repository, item)),
      }),
    ),
    [`GET ${base}/hooks`]: inRepository(simulation, 'admin', (request, repository) =>
      listAnswer(request, { items: repository.webhooks, render: (items) => items.map(renderWebhook) }),
    ),
    [`GET ${base}/downloads`]: inRepository(simulation, 'read', (request, repository) =>
      listAnswer(request, {
        items: repository.downloads,
        render: (items) => items.map((item) => renderDownload(simulation, repository, item)),
      }),
    ),
    [`GET ${base}/override-settings`]: inRepository(simulation, 'admin', () =>
      ok({ type: 'repository_inheritance_state', override_settings: { default_merge_strategy: false, branching_model: false } }),
    ),
    [`GET ${base}/branching-model/settings`]: inRepository(simulation, 'admin', (_request, repository) =>
      ok(renderModelSettings(simulation, repository)),
    ),
    [`GET ${base}/permissions-config/users`]: inRepository(simulation, 'admin', (request, repository) =>
      listPermissions(simulation, request, repository),
    ),
    [`GET ${base}/pipelines_config`]: inRepository(simulation, 'admin', () => {
      throw notFound('Pipelines was never enabled for this repository.');
    }),
    ...emptyLists(simulation),
  };
}

function emptyLists(simulation: Simulation): Routes {
  const nothing = (request: ApiRequest) => listAnswer(request, { items: [], render: () => [] });
  const forAdmins = ['permissions-config/groups', 'deploy-keys'];
  const forReaders = [
    ...['forks', 'watchers', 'default-reviewers', 'effective-default-reviewers', 'environments'],
    ...['pipelines', 'deployments', 'pipelines_config/variables', 'pipelines_config/schedules', 'pipelines_config/ssh/known_hosts'],
  ];
  return {
    ...Object.fromEntries(forAdmins.map((name) => [`GET ${base}/${name}`, inRepository(simulation, 'admin', nothing)])),
    ...Object.fromEntries(forReaders.map((name) => [`GET ${base}/${name}`, inRepository(simulation, 'read', nothing)])),
  };
}

function renderRestriction(simulation: Simulation, repository: Repository, restriction: BranchRestriction): object {
  const { id, kind, pattern, value, users } = restriction;
  return {
    type: 'branchrestriction',
    id,
    kind,
    pattern,
    value,
    branch_match_kind: 'glob',
    users: users.map((user) => renderUserById(simulation, user)),
    groups: [],
    links: { self: link(`${repositoryUrl(simulation, repository)}/branch-restrictions/${id}`) },
  };
}

/** The secret itself is never shown. */
function renderWebhook({ uuid, url, description, events, active, createdAt }: Webhook): object {
  const state = { active, events, subject_type: 'repository', secret_set: false, created_at: timestamp(createdAt) };
  return { type: 'webhook_subscription', uuid, url, description, ...state };
}

function renderDownload(simulation: Simulation, repository: Repository, { name, content, createdOn, user, downloads }: Download): object {
  const links = { self: link(`${repositoryUrl(simulation, repository)}/downloads/${encodeURIComponent(name)}`) };
  return {
    type: 'download',
    name,
    size: content.length,
    created_on: timestamp(createdOn),
    user: renderUserById(simulation, user),
    downloads,
    links,
  };
}

function renderModelSettings(simulation: Simulation, repository: Repository): object {
  const branch = { is_valid: true, name: null, use_mainbranch: true };
  return {
    type: 'branching_model_settings',
    development: branch,
    production: { ...branch, enabled: false },
    branch_types: ['bugfix', 'feature', 'hotfix', 'release'].map((kind) => ({ kind, enabled: true, prefix: `${kind}/` })),
    default_branch_deletion: 'false',
    links: { self: link(`${repositoryUrl(simulation, repository)}/branching-model/settings`) },
  };
}

function listPermissions(simulation: Simulation, request: ApiRequest, repository: Repository) {
  refuseAccessTokens(request);
  permissionOn(simulation.world, request.caller, repository);
  const items = simulation.world.explicitPermissions(repository.uuid);
  const self = `${repositoryUrl(simulation, repository)}/permissions-config/users`;
  const render = ({ user, permission }: (typeof items)[number]) => ({
    type: 'repository_user_permission',
    permission,
    user: renderUserById(simulation, user),
    links: { self: link(`${self}/${encodeURIComponent(user)}`) },
  });
  return listAnswer(request, { items, render: (page) => page.map(render) });
}
