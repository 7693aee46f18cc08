/**
 * How much is measured. The pace of all accounts together must stay well below what the machine can do, or its speed is measured and not the
 * use of the quota: with eight accounts `8 × limit / windowSeconds` requests a second.
 */
export interface Sizes {
  readonly windowSeconds: number;
  readonly limit: number;
  /** How many windows are counted after the first. */
  readonly windows: number;
  readonly accounts: readonly number[];
  readonly workers: number;
  /** Of each repository, whose comments cost a request each. */
  readonly pullRequests: number;
  /** How long is watched before and after an account is revoked. */
  readonly revokedSeconds: number;
  readonly large: { readonly repositories: number; readonly accounts: number; readonly workers: number };
  /** For the requests that each repository costs. */
  readonly repositories: number;
}

export const FULL: Sizes = {
  windowSeconds: 8,
  limit: 120,
  windows: 6,
  accounts: [1, 2, 4, 8],
  workers: 2,
  pullRequests: 19,
  revokedSeconds: 10,
  large: { repositories: 10_000, accounts: 8, workers: 4 },
  repositories: 1_000,
};

export const QUICK: Sizes = {
  windowSeconds: 2,
  limit: 30,
  windows: 1,
  accounts: [1, 4],
  workers: 1,
  pullRequests: 5,
  revokedSeconds: 1,
  large: { repositories: 60, accounts: 2, workers: 1 },
  repositories: 6,
};
