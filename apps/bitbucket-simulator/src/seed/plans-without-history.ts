import type { PullRequestPlan } from './pull-request-plan.ts';
import { stateOfPullRequest } from './pull-request-plan.ts';
import type { SeededRandom } from './seeded-random.ts';
import { things, verbs } from './words.ts';

export interface PlansWithoutHistory {
  readonly pullRequests: readonly PullRequestPlan[];
  /** Of commits that nobody ever made, by their marks. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly lastCommitOn: Date;
}

const hour = 3_600_000;
const hexadecimal = '0123456789abcdef';

/** Pull requests of a repository that has no git: thousands of them cost nothing. */
export function plansWithoutHistory(random: SeededRandom, count: number, firstOn: Date): PlansWithoutHistory {
  const pullRequests = Array.from({ length: count }, (_, index): PullRequestPlan => {
    const id = index + 1;
    const state = stateOfPullRequest(id);
    return {
      ...{ id, state, title: `${random.pick(verbs)} ${random.pick(things)}`, sourceBranch: `feature/pr-${id}` },
      ...{ source: 3 * id, destination: 3 * id + 1, merge: state === 'MERGED' ? 3 * id + 2 : null },
      createdOn: new Date(firstOn.getTime() + id * hour),
    };
  });
  const marks = pullRequests.flatMap(({ source, destination, merge }) =>
    merge === null ? [source, destination] : [source, destination, merge],
  );
  const hashes = new Map(marks.map((mark) => [mark, random.characters(40, hexadecimal)]));
  return { pullRequests, hashes, lastCommitOn: pullRequests.at(-1)?.createdOn ?? firstOn };
}
