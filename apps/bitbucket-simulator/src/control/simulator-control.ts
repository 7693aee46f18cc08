import type { Bucket, LimitHeaderMode, RateLimits } from '../limits/rate-limits.ts';
import type { ApiToken } from '../world/credential.ts';
import type { WorkspaceRole } from '../world/people.ts';
import type { RepositoryPermission } from '../world/repository.ts';
import type { Fault } from './faults.ts';
import type { RandomFaultOptions } from './random-faults.ts';
import type { LoggedRequest, RequestCount } from './request-log.ts';
import type { StrangerOptions } from './strangers.ts';

export interface Statistics {
  readonly requests: number;
  /** How many of them were answered with 429. */
  readonly limited: number;
  readonly counts: readonly RequestCount[];
  /** What every account has spent in the window that ends now. */
  readonly spent: readonly { readonly account: string; readonly bucket: Bucket; readonly used: number }[];
}

/**
 * The hand behind the curtain. A repository is named by slug or uuid, a credential by its `id` or `label`, an account by the uuid of
 * a user or the id of an access token. Unknown names throw {@link UnknownNameError}.
 */
export interface SimulatorControl {
  statistics(): Statistics;
  /** Forgets statistics and the log; the rate limits keep counting. */
  resetStatistics(): void;
  /** The last ones, oldest first: 5000 unless the simulator was told otherwise. */
  requests(): readonly LoggedRequest[];

  revoke(credential: string): void;
  /** A further token of a user, with all recommended scopes unless others are given. */
  issueApiToken(account: string, scopes?: readonly string[]): ApiToken;
  setScopes(credential: string, scopes: readonly string[]): void;
  /** `none` takes the membership away. */
  setMembership(account: string, role: WorkspaceRole | 'none'): void;
  /** For members who are no owners; owners may do everything. */
  setRepositoryPermission(account: string, repository: string, permission: RepositoryPermission | 'none'): void;

  /** Somebody else makes so many requests with this account, at once. */
  spend(account: string, bucket: Bucket, requests: number): void;
  /** Somebody else uses this account at random moments from now on; 0 requests a second end that. */
  setStranger(stranger: StrangerOptions): void;
  setLimits(limits: Partial<RateLimits>): void;
  setLimitHeaders(mode: LimitHeaderMode): void;
  /** Moves the simulator's clock ahead, so that a window passes without waiting. */
  advanceClock(seconds: number): void;

  addFault(fault: Fault): void;
  /** Faults by chance, at requests that no other fault meets. */
  disturb(faults: RandomFaultOptions): void;
  /** Those that were added, and those by chance. */
  clearFaults(): void;

  /** Without commits. Answers the slug. */
  createRepository(name: string): Promise<string>;
  /** Answers the new slug. */
  renameRepository(repository: string, name: string): string;
  deleteRepository(repository: string): void;
  /** Commits to a branch, which is made if it does not exist. Answers the new tip. */
  push(repository: string, branch: string, commits?: number): Promise<string>;
  /** Replaces the last commit of a branch by another one. Answers the new tip. */
  forcePush(repository: string, branch: string): Promise<string>;
  deleteBranch(repository: string, branch: string): Promise<void>;

  /** Answers the number of the comment. */
  comment(repository: string, pullRequest: number, text: string): number;
  decline(repository: string, pullRequest: number): void;
}

export class UnknownNameError extends Error {
  readonly code = 'UNKNOWN_NAME';

  constructor(what: string, name: string) {
    super(`There is no ${what} ${name}.`);
  }
}
