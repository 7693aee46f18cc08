import type { Sizes } from './sizes.ts';

/** So many repositories that a run of these accounts cannot end while it is watched: one window is the first, and one is to spare. */
export function repositoriesFor(accounts: number, { limit, windows, pullRequests }: Sizes): number {
  const repositories = Math.ceil((accounts * limit * (windows + 2)) / (pullRequests + 1));
  // One of them is empty and one is a fork, which has no pull requests of its own.
  return repositories + 6;
}
