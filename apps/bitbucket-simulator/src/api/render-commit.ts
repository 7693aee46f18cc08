import type { Commit } from '../git/read-commits.ts';
import type { Ref } from '../git/read-refs.ts';
import type { Repository } from '../world/repository.ts';
import { link, rendered, renderRepositoryReference, renderUser, repositoryPath, repositoryUrl, timestamp } from './render.ts';
import type { Simulation } from './simulation.ts';

export function renderCommit(simulation: Simulation, repository: Repository, commit: Commit): object {
  return {
    type: 'commit',
    hash: commit.hash,
    date: timestamp(commit.date),
    author: renderAuthor(simulation, commit),
    committer: { ...renderAuthor(simulation, commit), type: 'committer' },
    message: commit.message,
    summary: rendered(commit.message),
    links: commitLinks(simulation, repository, commit.hash),
    parents: commit.parents.map((hash) => ({ type: 'commit', hash, links: commitLinks(simulation, repository, hash) })),
    rendered: { message: rendered(commit.message) },
    properties: {},
    repository: renderRepositoryReference(simulation, repository),
  };
}

export function commitLinks(simulation: Simulation, repository: Repository, hash: string): object {
  const self = repositoryUrl(simulation, repository);
  return {
    self: link(`${self}/commit/${hash}`),
    html: link(`${simulation.origins.git}/${repositoryPath(simulation, repository)}/commits/${hash}`),
    comments: link(`${self}/commit/${hash}/comments`),
    statuses: link(`${self}/commit/${hash}/statuses`),
    diff: link(`${self}/diff/${hash}`),
    patch: link(`${self}/patch/${hash}`),
  };
}

function renderAuthor(simulation: Simulation, commit: Commit): object {
  const user = [...simulation.world.users.values()].find(({ email }) => email === commit.authorEmail);
  const author = { type: 'author', raw: `${commit.author} <${commit.authorEmail}>` };
  return user ? { ...author, user: renderUser(simulation, user) } : author;
}

export function renderBranch(simulation: Simulation, repository: Repository, ref: Ref, target: object): object {
  return {
    type: 'branch',
    name: ref.name,
    target,
    merge_strategies: ['merge_commit', 'squash', 'fast_forward', 'squash_fast_forward', 'rebase_fast_forward', 'rebase_merge'],
    default_merge_strategy: 'merge_commit',
    links: refLinks(simulation, repository, 'branches', ref),
  };
}

export function renderTag(simulation: Simulation, repository: Repository, ref: Ref, target: object): object {
  const { annotation } = ref;
  return {
    type: 'tag',
    name: ref.name,
    target,
    message: annotation?.message ?? null,
    date: annotation && timestamp(annotation.date),
    tagger: annotation && { type: 'author', raw: annotation.tagger },
    links: refLinks(simulation, repository, 'tags', ref),
  };
}

/** A slash in the name stays as it is. */
function refLinks(simulation: Simulation, repository: Repository, kind: 'branches' | 'tags', { name }: Ref): object {
  const self = repositoryUrl(simulation, repository);
  const path = name.split('/').map(encodeURIComponent).join('/');
  const html = `${simulation.origins.git}/${repositoryPath(simulation, repository)}`;
  return {
    self: link(`${self}/refs/${kind}/${path}`),
    commits: link(`${self}/commits/${path}`),
    html: link(kind === 'branches' ? `${html}/branch/${path}` : `${html}/commits/tag/${path}`),
  };
}
