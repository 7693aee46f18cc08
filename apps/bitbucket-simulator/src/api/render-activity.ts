import type { PullRequest } from '../world/pull-request.ts';
import type { Repository } from '../world/repository.ts';
import { renderUserById, timestamp } from './render.ts';
import { renderComment, renderEnd, renderPullRequestReference } from './render-pull-request.ts';
import type { Simulation } from './simulation.ts';

/** Rendered only when its page is asked for: a large repository has ten thousands of them. */
export interface ActivityLine {
  readonly date: Date;
  readonly render: () => object;
}

/** Newest first: what was said, who approved or asked for changes, and when the state changed. */
export function activityOf(simulation: Simulation, repository: Repository, pulls: readonly PullRequest[]): ActivityLine[] {
  const lines = pulls.flatMap((pull) => linesOf(simulation, repository, pull));
  return lines.sort((one, other) => other.date.getTime() - one.date.getTime());
}

function linesOf(simulation: Simulation, repository: Repository, pull: PullRequest): ActivityLine[] {
  const line = (date: Date, render: () => object): ActivityLine => ({
    date,
    render: () => ({ pull_request: renderPullRequestReference(simulation, repository, pull), ...render() }),
  });
  const comments = pull.comments.map((comment) =>
    line(comment.createdOn, () => ({ comment: renderComment(simulation, repository, pull, comment) })),
  );
  const updates = pull.updates.map((update) => line(update.date, () => ({ update: renderUpdate(simulation, repository, pull, update) })));
  return [...comments, ...reviewLines(simulation, repository, pull, line), ...updates];
}

function reviewLines(
  simulation: Simulation,
  repository: Repository,
  pull: PullRequest,
  line: (date: Date, render: () => object) => ActivityLine,
): ActivityLine[] {
  return pull.participants.flatMap(({ user, state, participatedOn }) => {
    if (!state || !participatedOn) return [];
    return line(participatedOn, () => {
      const pullrequest = renderPullRequestReference(simulation, repository, pull);
      const review = { date: timestamp(participatedOn), user: renderUserById(simulation, user), pullrequest };
      return state === 'approved' ? { approval: review } : { changes_requested: review };
    });
  });
}

function renderUpdate(simulation: Simulation, repository: Repository, pull: PullRequest, update: PullRequest['updates'][number]): object {
  const { title, description, reason } = pull;
  return {
    state: update.state,
    title,
    description,
    reason,
    author: renderUserById(simulation, update.author),
    date: timestamp(update.date),
    source: renderEnd(simulation, repository, pull.sourceBranch, pull.sourceHash),
    destination: renderEnd(simulation, repository, pull.destinationBranch, pull.destinationHash),
    changes: {},
  };
}
