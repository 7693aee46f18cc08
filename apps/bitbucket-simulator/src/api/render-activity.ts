import type { PullRequest } from '../world/pull-request.ts';
import type { Repository } from '../world/repository.ts';
import { renderUserById, timestamp } from './render.ts';
import { renderComment, renderEnd, renderPullRequestReference } from './render-pull-request.ts';
import type { Simulation } from './simulation.ts';

interface Line {
  readonly date: Date;
  readonly line: object;
}

/** Newest first: what was said, who approved or asked for changes, and when the state changed. */
export function renderActivity(simulation: Simulation, repository: Repository, pulls: readonly PullRequest[]): object[] {
  const lines = pulls.flatMap((pull) => {
    const pull_request = renderPullRequestReference(simulation, repository, pull);
    return linesOf(simulation, repository, pull).map(({ date, line }) => ({ date, line: { pull_request, ...line } }));
  });
  return lines.sort((one, other) => other.date.getTime() - one.date.getTime()).map(({ line }) => line);
}

function linesOf(simulation: Simulation, repository: Repository, pull: PullRequest): Line[] {
  const comments = pull.comments.map((comment) => ({
    date: comment.createdOn,
    line: { comment: renderComment(simulation, repository, pull, comment) },
  }));
  return [...comments, ...reviewLines(simulation, repository, pull), ...updateLines(simulation, repository, pull)];
}

function reviewLines(simulation: Simulation, repository: Repository, pull: PullRequest): Line[] {
  const pullrequest = renderPullRequestReference(simulation, repository, pull);
  return pull.participants.flatMap(({ user, state, participatedOn }) => {
    if (!state || !participatedOn) return [];
    const review = { date: timestamp(participatedOn), user: renderUserById(simulation, user), pullrequest };
    return [{ date: participatedOn, line: state === 'approved' ? { approval: review } : { changes_requested: review } }];
  });
}

function updateLines(simulation: Simulation, repository: Repository, pull: PullRequest): Line[] {
  const { title, description, reason } = pull;
  const source = renderEnd(simulation, repository, pull.sourceBranch, pull.sourceHash);
  const destination = renderEnd(simulation, repository, pull.destinationBranch, pull.destinationHash);
  return pull.updates.map(({ date, author, state }) => ({
    date,
    line: {
      update: {
        state,
        title,
        description,
        reason,
        author: renderUserById(simulation, author),
        date: timestamp(date),
        source,
        destination,
        changes: {},
      },
    },
  }));
}
