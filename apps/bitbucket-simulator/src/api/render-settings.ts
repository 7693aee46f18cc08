import type { BranchRestriction, Download, Repository, RepositoryPermission, Webhook } from '../world/repository.ts';
import { link, renderUserById, repositoryUrl, timestamp } from './render.ts';
import type { Simulation } from './simulation.ts';

export function renderRestriction(simulation: Simulation, repository: Repository, restriction: BranchRestriction): object {
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
export function renderWebhook({ uuid, url, description, events, active, createdAt }: Webhook): object {
  const state = { active, events, subject_type: 'repository', secret_set: false, created_at: timestamp(createdAt) };
  return { type: 'webhook_subscription', uuid, url, description, ...state };
}

export function renderDownload(simulation: Simulation, repository: Repository, download: Download): object {
  const { name, content, createdOn, user, downloads } = download;
  return {
    type: 'download',
    name,
    size: content.length,
    created_on: timestamp(createdOn),
    user: renderUserById(simulation, user),
    downloads,
    links: { self: link(`${repositoryUrl(simulation, repository)}/downloads/${encodeURIComponent(name)}`) },
  };
}

export function renderBranchingModel(simulation: Simulation, repository: Repository): object {
  const links = { self: link(`${repositoryUrl(simulation, repository)}/branching-model/settings`) };
  return { ...repository.branchingModel, type: 'branching_model_settings', links };
}

/** Only the branch types that are enabled, and the branch that is meant now. */
export function renderEffectiveModel({ branchingModel, mainBranch }: Repository, kind: string): object {
  const { branch_types } = branchingModel as { branch_types: { kind: string; prefix: string; enabled: boolean }[] };
  const branch = mainBranch === null ? {} : { branch: { type: 'branch', name: mainBranch } };
  return {
    type: kind.replaceAll('-', '_'),
    development: { name: mainBranch, use_mainbranch: true, ...branch },
    branch_types: branch_types.filter(({ enabled }) => enabled).map(({ kind: of, prefix }) => ({ kind: of, prefix })),
  };
}

export interface ExplicitPermission {
  readonly user: string;
  readonly permission: RepositoryPermission;
}

export function renderPermission(simulation: Simulation, repository: Repository, { user, permission }: ExplicitPermission): object {
  const self = `${repositoryUrl(simulation, repository)}/permissions-config/users/${encodeURIComponent(user)}`;
  return { type: 'repository_user_permission', permission, user: renderUserById(simulation, user), links: { self: link(self) } };
}
