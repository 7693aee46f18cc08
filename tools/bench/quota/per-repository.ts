import type { LoggedRequest, Statistics } from '@holdfast/bitbucket-simulator';
import { alone, type Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { startRun, waitFor } from './watched-run.ts';

const ACCOUNTS = 4;
const LIMIT = 1_000_000;
const PULL_REQUESTS = 2;
const MOST_WHEN_UNCHANGED = 1.1;

/** What each repository costs, by kind of request: with git and pull requests, for the first time and when nothing has changed since. */
export async function measurePerRepository(sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  const { repositories, workers } = sizes;
  say(`making ${repositories} repositories with git`);
  return inTemporaryDirectory(async (directory) => {
    await using laboratory = await Laboratory.open(directory, {
      ...{ accounts: ACCOUNTS, workers, windowSeconds: 3600, limit: LIMIT, repositories, pullRequests: PULL_REQUESTS, git: true },
    });
    say(`a first run of ${repositories} repositories`);
    const first = await costOfRun(laboratory, 'first run');
    say('and one that finds nothing new');
    return [...first, ...(await costOfRun(laboratory, 'unchanged'))];
  });
}

async function costOfRun(laboratory: Laboratory, name: 'first run' | 'unchanged'): Promise<Measurement[]> {
  const { repositories } = laboratory.setting;
  const run = await waitFor(laboratory, await startRun(laboratory), ({ endedAt }) => endedAt !== null);
  const done = name === 'unchanged' ? run.tasks.unchanged : run.tasks.captured;
  if (done !== repositories) throw new Error(`Not every repository was done as expected: ${JSON.stringify(run.tasks)}`);
  const { counts } = await laboratory.bitbucket.control<Statistics>('statistics');
  const ofApi = counts.filter(({ bucket }) => bucket === 'api').reduce((sum, { requests }) => sum + requests, 0);
  const value = (measure: string, ours: number) => ({ measure: `${name}: ${measure}`, unit: 'requests' as const, ours: [ours] });
  const bound = name === 'unchanged' ? ({ atMost: MOST_WHEN_UNCHANGED } as const) : undefined;
  return [
    alone(value('of the API, per repository', ofApi / repositories), bound),
    ...kinds(counts).map(([kind, requests]) => alone(value(`${kind}, per repository`, requests / repositories))),
    alone(value('list pages read twice', pagesReadTwice(await laboratory.requests())), { atMost: 0 }),
  ];
}

/** By operation, the most frequent first. */
function kinds(counts: Statistics['counts']): [string, number][] {
  const sums = new Map<string, number>();
  for (const { pattern, requests } of counts) sums.set(pattern, (sums.get(pattern) ?? 0) + requests);
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** Every request of a capture to the API reads a page of some list. */
function pagesReadTwice(requests: readonly LoggedRequest[]): number {
  const paths = requests.filter(({ bucket, status }) => bucket === 'api' && status === 200).map(({ path }) => path);
  return paths.length - new Set(paths).size;
}
