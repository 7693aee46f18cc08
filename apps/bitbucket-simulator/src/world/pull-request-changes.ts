import type { Comment, PullRequest, PullRequestState } from './pull-request.ts';

export type NewComment = Pick<Comment, 'id' | 'author' | 'raw' | 'parent' | 'inline'>;

export function addComment(pull: PullRequest, comment: NewComment, now: Date): Comment {
  const added = { ...comment, createdOn: now, updatedOn: now, deleted: false, resolvedBy: null };
  pull.comments.push(added);
  pull.updatedOn = now;
  return added;
}

export function closePullRequest(pull: PullRequest, state: Exclude<PullRequestState, 'OPEN'>, closedBy: string | null, now: Date): void {
  pull.state = state;
  pull.closedBy = closedBy;
  pull.updatedOn = now;
  pull.updates.push({ date: now, author: closedBy, state });
}
