import type { Comment, Participant, PullRequest, Task } from '../world/pull-request.ts';
import type { Repository } from '../world/repository.ts';
import { link, rendered, renderRepositoryReference, renderUserById, repositoryPath, repositoryUrl, timestamp } from './render.ts';
import type { Simulation } from './simulation.ts';

/** With everything; lists leave out `reviewers` and `participants`. */
export function renderPullRequest(simulation: Simulation, repository: Repository, pull: PullRequest): object {
  return {
    ...renderPullRequestReference(simulation, repository, pull),
    links: pullRequestLinks(simulation, repository, pull),
    description: pull.description,
    rendered: { title: rendered(pull.title), description: rendered(pull.description), reason: rendered(pull.reason) },
    summary: rendered(pull.description),
    state: pull.state,
    draft: pull.draft,
    queued: false,
    author: renderUserById(simulation, pull.author),
    source: {
      ...renderEnd(simulation, repository, pull.sourceBranch, pull.sourceHash),
      ...(pull.sourceIsGone ? { repository: null } : {}),
    },
    destination: renderEnd(simulation, repository, pull.destinationBranch, pull.destinationHash),
    merge_commit: pull.mergeHash === null ? null : renderShortCommit(simulation, repository, pull.mergeHash),
    comment_count: pull.comments.filter(({ deleted }) => !deleted).length,
    task_count: pull.tasks.length,
    close_source_branch: pull.closeSourceBranch,
    closed_by: renderUserById(simulation, pull.closedBy),
    reason: pull.reason,
    created_on: timestamp(pull.createdOn),
    updated_on: timestamp(pull.updatedOn),
    reviewers: pull.participants.filter(({ role }) => role === 'REVIEWER').map(({ user }) => renderUserById(simulation, user)),
    participants: pull.participants.map((participant) => renderParticipant(simulation, participant)),
  };
}

export function renderPullRequestReference(simulation: Simulation, repository: Repository, { id, title, draft }: PullRequest): object {
  return { type: 'pullrequest', id, title, draft, links: selfLinks(simulation, repository, id) };
}

export function renderParticipant(simulation: Simulation, { user, role, state, participatedOn }: Participant): object {
  const approved = state === 'approved';
  const participated_on = participatedOn && timestamp(participatedOn);
  return { type: 'participant', user: renderUserById(simulation, user), role, approved, state, participated_on };
}

/** The branch and the commit, whose hash has twelve digits here. */
export function renderEnd(simulation: Simulation, repository: Repository, branch: string, hash: string): object {
  return {
    branch: { name: branch },
    commit: renderShortCommit(simulation, repository, hash),
    repository: renderRepositoryReference(simulation, repository),
  };
}

function renderShortCommit(simulation: Simulation, repository: Repository, fullHash: string): object {
  const hash = fullHash.slice(0, 12);
  const html = `${simulation.origins.git}/${repositoryPath(simulation, repository)}/commits/${hash}`;
  return { type: 'commit', hash, links: { self: link(`${repositoryUrl(simulation, repository)}/commit/${hash}`), html: link(html) } };
}

/** What a deleted comment said is gone. */
export function renderComment(simulation: Simulation, repository: Repository, pull: PullRequest, comment: Comment): object {
  const { self, html } = selfLinks(simulation, repository, pull.id);
  const links = { self: link(`${self.href}/comments/${comment.id}`), html: link(`${html.href}/_/diff#comment-${comment.id}`) };
  return {
    type: 'pullrequest_comment',
    id: comment.id,
    created_on: timestamp(comment.createdOn),
    updated_on: timestamp(comment.updatedOn),
    content: rendered(comment.deleted ? '' : comment.raw),
    user: renderUserById(simulation, comment.author),
    deleted: comment.deleted,
    pending: false,
    ...(comment.parent === null
      ? {}
      : { parent: { id: comment.parent, links: { self: link(`${self.href}/comments/${comment.parent}`) } } }),
    ...(comment.inline === null ? {} : { inline: comment.inline }),
    ...(comment.resolvedBy === null ? {} : { resolution: renderResolution(simulation, comment) }),
    pullrequest: renderPullRequestReference(simulation, repository, pull),
    links,
  };
}

function renderResolution(simulation: Simulation, { resolvedBy, updatedOn }: Comment): object {
  return { type: 'comment_resolution', user: renderUserById(simulation, resolvedBy), created_on: timestamp(updatedOn) };
}

export function renderTask(simulation: Simulation, repository: Repository, pull: PullRequest, task: Task): object {
  const { self, html } = selfLinks(simulation, repository, pull.id);
  const comment = pull.comments.find(({ id }) => id === task.comment);
  return {
    id: task.id,
    state: task.resolvedBy === null ? 'UNRESOLVED' : 'RESOLVED',
    content: rendered(task.raw),
    creator: renderUserById(simulation, task.creator),
    created_on: timestamp(task.createdOn),
    updated_on: timestamp(task.updatedOn),
    resolved_on: task.resolvedBy === null ? null : timestamp(task.updatedOn),
    resolved_by: renderUserById(simulation, task.resolvedBy),
    pending: false,
    ...(comment ? { comment: renderComment(simulation, repository, pull, comment) } : {}),
    links: { self: link(`${self.href}/tasks/${task.id}`), html },
  };
}

function selfLinks(simulation: Simulation, repository: Repository, id: number) {
  const html = `${simulation.origins.git}/${repositoryPath(simulation, repository)}/pull-requests/${id}`;
  return { self: link(`${repositoryUrl(simulation, repository)}/pullrequests/${id}`), html: link(html) };
}

function pullRequestLinks(simulation: Simulation, repository: Repository, { id }: PullRequest): object {
  const links = selfLinks(simulation, repository, id);
  const names = ['commits', 'approve', 'diff', 'diffstat', 'comments', 'activity', 'merge', 'decline', 'statuses'];
  return { ...links, ...Object.fromEntries(names.map((name) => [name, link(`${links.self.href}/${name}`)])) };
}
