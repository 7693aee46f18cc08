export type PullRequestState = 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';

/** `from` is a line of the old side, `to` of the new one; exactly one of the two is set. */
export interface InlinePosition {
  readonly path: string;
  readonly from: number | null;
  readonly to: number | null;
}

export interface Comment {
  readonly id: number;
  /** null for a user who is gone. */
  readonly author: string | null;
  readonly createdOn: Date;
  updatedOn: Date;
  raw: string;
  deleted: boolean;
  readonly parent: number | null;
  readonly inline: InlinePosition | null;
  /** Who closed the thread that it begins. */
  readonly resolvedBy: string | null;
}

export interface Task {
  readonly id: number;
  readonly creator: string;
  readonly comment: number | null;
  readonly raw: string;
  readonly createdOn: Date;
  readonly updatedOn: Date;
  readonly resolvedBy: string | null;
}

export interface Participant {
  readonly user: string;
  readonly role: 'PARTICIPANT' | 'REVIEWER';
  readonly state: 'approved' | 'changes_requested' | null;
  readonly participatedOn: Date | null;
}

/** A line of the activity which says that the pull request itself changed. */
export interface PullRequestUpdate {
  readonly date: Date;
  readonly author: string | null;
  readonly state: PullRequestState;
}

export interface PullRequest {
  readonly id: number;
  title: string;
  description: string;
  state: PullRequestState;
  /** null when an access token made it. */
  readonly author: string | null;
  /** Whether the fork it came from still exists. */
  readonly sourceIsGone: boolean;
  readonly sourceBranch: string;
  /** Full hashes; the API shows twelve digits of them. */
  readonly sourceHash: string;
  readonly destinationBranch: string;
  readonly destinationHash: string;
  mergeHash: string | null;
  closedBy: string | null;
  reason: string;
  readonly closeSourceBranch: boolean;
  readonly draft: boolean;
  readonly createdOn: Date;
  updatedOn: Date;
  readonly participants: readonly Participant[];
  readonly comments: Comment[];
  readonly tasks: Task[];
  readonly updates: PullRequestUpdate[];
}
