/** How much there is. The same options and the same seed make the same world, the hashes of all commits included. */
export interface SeedOptions {
  readonly seed: number;
  readonly workspace: string;
  readonly repositories: number;
  readonly projects: number;
  readonly pullRequests: number;
  readonly commentsPerPullRequest: number;
  /** Size of the incompressible file in the one repository that is big; 0 for none. */
  readonly bigFileBytes: number;
  /** Without, repositories have pull requests and settings only, whose commits nobody ever made: then there may be very many. */
  readonly git: boolean;
  /** Workspace owners with an API token of all recommended scopes, the first one is the primary. */
  readonly admins: number;
}

export const defaultSeed: SeedOptions = {
  seed: 1,
  workspace: 'acme',
  repositories: 12,
  projects: 3,
  pullRequests: 5,
  commentsPerPullRequest: 4,
  bigFileBytes: 3_000_000,
  git: true,
  admins: 8,
};
