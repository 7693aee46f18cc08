import type { PullRequestState } from '../world/pull-request.ts';

/** A pull request before git has made the hashes: commits are known by their marks. */
export interface PullRequestPlan {
  readonly id: number;
  readonly title: string;
  readonly state: PullRequestState;
  readonly sourceBranch: string;
  readonly source: number;
  readonly destination: number;
  readonly merge: number | null;
  readonly createdOn: Date;
}

const states = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED', 'MERGED', 'OPEN', 'MERGED'] as const;

/** The first four pull requests of a repository have the four different states. */
export function stateOfPullRequest(id: number): PullRequestState {
  return states[(id - 1) % states.length] ?? 'OPEN';
}
