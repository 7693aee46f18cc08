import { alone, type Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { Laboratory } from './laboratory.ts';
import { answeredAgain, usefulRequests, windowsAfterTheFirst, within } from './request-timeline.ts';
import type { Sizes } from './sizes.ts';
import { startRun, watchFor } from './watched-run.ts';
import { repositoriesFor } from './work-to-do.ts';

const ACCOUNTS = 4;
/** Of the limit of two of them, at random moments. */
const STRANGERS_SHARE = 0.3;

/** Somebody else uses two of the accounts, of which Holdfast hears nothing but refusals. */
export async function measureStranger(sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  say(`${ACCOUNTS} accounts, two of which a stranger uses as well`);
  const { windowSeconds, limit, windows, workers, pullRequests } = sizes;
  const repositories = repositoriesFor(ACCOUNTS, sizes);
  return inTemporaryDirectory(async (directory) => {
    await using laboratory = await Laboratory.open(directory, {
      ...{ accounts: ACCOUNTS, workers, windowSeconds, limit, repositories, pullRequests, git: false },
    });
    const names = laboratory.accounts.map(({ account }) => account);
    const runId = await startRun(laboratory);
    for (const [seed, account] of names.slice(0, 2).entries()) {
      const perSecond = (STRANGERS_SHARE * limit) / windowSeconds;
      await laboratory.bitbucket.control('stranger', { account, bucket: 'api', perSecond, seed });
    }
    const windowMs = windowSeconds * 1000;
    const { begin, requests, run } = await watchFor(laboratory, runId, (windows + 1) * windowMs);
    const watched = windowsAfterTheFirst(begin, windowMs, windows);
    const count = (some: typeof requests) => watched.reduce((sum, window) => sum + within(some, window).length, 0);
    const strangers = count(requests.filter(({ credential }) => credential === null));
    const left = ACCOUNTS * limit * windows - strangers;
    const used = count(usefulRequests(requests, names));
    const limitedBy = `${limit} requests in ${windowSeconds} s each`;
    const value = (measure: string, unit: Measurement['unit'], ours: number) => ({ measure: `stranger: ${measure}`, unit, ours: [ours] });
    return [
      alone(value('of both limits, taken', '%', (100 * strangers) / (2 * limit * windows))),
      alone({ ...value('of what is left, spent usefully', '%', (100 * used) / left), limitedBy }, { atLeast: 90 }),
      alone(value('refused with 429', 'requests', requests.filter(({ status }) => status === 429).length)),
      alone(value('the same request refused twice', 'requests', answeredAgain(requests, 429)), { atMost: 0 }),
      alone(value('failed tasks', 'tasks', run.tasks.failed), { atMost: 0 }),
    ];
  });
}
