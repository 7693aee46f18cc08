import type { Project, Repository } from '../world/repository.ts';
import type { User } from '../world/people.ts';
import type { Caller } from '../access/caller.ts';
import type { Simulation } from './simulation.ts';

/** As Bitbucket writes times: microseconds and a numeric zone. */
export function timestamp(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}

export function link(href: string): { href: string } {
  return { href };
}

export function rendered(raw: string): object {
  const html = raw.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return { type: 'rendered', raw, markup: 'markdown', html: raw === '' ? '' : `<p>${html}</p>` };
}

export function repositoryPath(simulation: Simulation, repository: Repository): string {
  return `${simulation.world.workspace.slug}/${repository.slug}`;
}

export function repositoryUrl(simulation: Simulation, repository: Repository): string {
  return `${simulation.origins.api}/repositories/${repositoryPath(simulation, repository)}`;
}

export function renderUser({ origins }: Simulation, user: User): object {
  return {
    type: 'user',
    uuid: user.uuid,
    account_id: user.accountId,
    nickname: user.username,
    display_name: user.displayName,
    links: {
      self: link(`${origins.api}/users/${encodeURIComponent(user.uuid)}`),
      avatar: link(`${origins.git}/avatars/${user.username}`),
      html: link(`${origins.git}/${encodeURIComponent(user.uuid)}/`),
    },
  };
}

/** null for a user who is gone. */
export function renderUserById(simulation: Simulation, uuid: string | null): object | null {
  const user = simulation.world.users.get(uuid ?? '');
  return user ? renderUser(simulation, user) : null;
}

export function renderWorkspaceBase({ world, origins }: Simulation): object {
  const { uuid, slug, name } = world.workspace;
  const links = {
    self: link(`${origins.api}/workspaces/${slug}`),
    avatar: link(`${origins.git}/workspaces/${slug}/avatar/`),
    html: link(`${origins.git}/${slug}/`),
  };
  return { type: 'workspace', uuid, slug, name, links };
}

export function renderWorkspace(simulation: Simulation): object {
  const { world, origins } = simulation;
  const self = `${origins.api}/workspaces/${world.workspace.slug}`;
  const base = renderWorkspaceBase(simulation) as { links: object };
  const links = {
    ...base.links,
    members: link(`${self}/members`),
    owners: link(`${self}/permissions?q=permission%3D%22owner%22`),
    projects: link(`${self}/projects`),
    repositories: link(`${origins.api}/repositories/${world.workspace.slug}`),
    snippets: link(`${origins.api}/snippets/${world.workspace.slug}`),
  };
  const settings = { is_private: true, is_privacy_enforced: false, forking_mode: 'allow_forks' };
  return { ...base, links, ...settings, created_on: timestamp(world.workspace.createdOn), updated_on: null };
}

/** The workspace as the owner of projects and repositories. */
function renderTeam({ world, origins }: Simulation): object {
  const { uuid, slug, name } = world.workspace;
  const links = { self: link(`${origins.api}/workspaces/${slug}`), html: link(`${origins.git}/${slug}/`) };
  return { type: 'team', uuid, username: slug, display_name: name, links };
}

export function renderProject(simulation: Simulation, project: Project): object {
  const { uuid, key, name, description } = project;
  return {
    ...renderProjectReference(simulation, project),
    type: 'project',
    uuid,
    key,
    name,
    description,
    owner: renderTeam(simulation),
    workspace: renderWorkspaceBase(simulation),
    is_private: true,
    has_publicly_visible_repos: false,
    created_on: timestamp(project.createdOn),
    updated_on: timestamp(project.createdOn),
  };
}

function renderProjectReference({ world, origins }: Simulation, { uuid, key, name }: Project): object {
  const links = {
    self: link(`${origins.api}/workspaces/${world.workspace.slug}/projects/${key}`),
    html: link(`${origins.git}/${world.workspace.slug}/workspace/projects/${key}`),
    avatar: link(`${origins.git}/account/user/${world.workspace.slug}/projects/${key}/avatar/32`),
  };
  return { type: 'project', uuid, key, name, links };
}

export function renderRepositoryReference(simulation: Simulation, repository: Repository): object {
  const html = `${simulation.origins.git}/${repositoryPath(simulation, repository)}`;
  return {
    type: 'repository',
    uuid: repository.uuid,
    name: repository.name,
    full_name: repositoryPath(simulation, repository),
    links: { self: link(repositoryUrl(simulation, repository)), html: link(html), avatar: link(`${html}/avatar`) },
  };
}

export function renderRepository(simulation: Simulation, caller: Caller, repository: Repository): object {
  const { world } = simulation;
  const project = world.projects.find(({ key }) => key === repository.projectKey);
  const parent = repository.parent === null ? undefined : world.findRepository(repository.parent);
  return {
    ...renderRepositoryReference(simulation, repository),
    links: repositoryLinks(simulation, caller, repository),
    slug: repository.slug,
    description: repository.description,
    scm: 'git',
    website: null,
    owner: renderTeam(simulation),
    workspace: renderWorkspaceBase(simulation),
    is_private: true,
    project: project && renderProjectReference(simulation, project),
    fork_policy: 'no_public_forks',
    created_on: timestamp(repository.createdOn),
    updated_on: timestamp(repository.updatedOn),
    size: repository.size,
    language: repository.language,
    has_issues: false,
    has_wiki: false,
    mainbranch: repository.mainBranch === null ? null : { type: 'branch', name: repository.mainBranch },
    override_settings: { default_merge_strategy: false, branching_model: false },
    parent: parent ? renderRepositoryReference(simulation, parent) : null,
  };
}

function repositoryLinks(simulation: Simulation, caller: Caller, repository: Repository): object {
  const self = repositoryUrl(simulation, repository);
  const html = `${simulation.origins.git}/${repositoryPath(simulation, repository)}`;
  const under = ['pullrequests', 'commits', 'forks', 'watchers', 'downloads', 'hooks'].map(
    (name) => [name, link(`${self}/${name}`)] as const,
  );
  return {
    self: link(self),
    html: link(html),
    avatar: link(`${html}/avatar`),
    ...Object.fromEntries(under),
    branches: link(`${self}/refs/branches`),
    tags: link(`${self}/refs/tags`),
    source: link(`${self}/src`),
    clone: cloneLinks(simulation, caller, repository),
  };
}

/** The https link names the caller, as Bitbucket's does: a client has to take that part out. */
function cloneLinks(simulation: Simulation, caller: Caller, repository: Repository): object[] {
  const https = new URL(`${simulation.origins.git}/${repositoryPath(simulation, repository)}.git`);
  https.username = caller.user?.username ?? (caller.accessToken ? 'x-token-auth' : '');
  const ssh = `git@${https.hostname}:${repositoryPath(simulation, repository)}.git`;
  return [
    { name: 'https', href: https.href },
    { name: 'ssh', href: ssh },
  ];
}
