import { setTimeout as delay } from 'node:timers/promises';
import { alone, nextTo, type Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { Laboratory } from './laboratory.ts';
import { answeredAgain, longestGap, usefulRequests } from './request-timeline.ts';
import type { Sizes } from './sizes.ts';
import { startRun, waitFor } from './watched-run.ts';

const ACCOUNTS = 4;
/** More than can be spent: nothing but the revocation can hold the run up. */
const LIMIT = 1_000_000;
const REPOSITORIES_A_SECOND = 25;

/** One of four accounts loses its credential while all are at work. */
export async function measureRevocation(sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  say(`${ACCOUNTS} accounts, one of which is revoked`);
  const { workers, pullRequests, revokedSeconds } = sizes;
  const repositories = REPOSITORIES_A_SECOND * (2 * revokedSeconds + 5);
  return inTemporaryDirectory(async (directory) => {
    await using laboratory = await Laboratory.open(directory, {
      ...{ accounts: ACCOUNTS, workers, windowSeconds: 3600, limit: LIMIT, repositories, pullRequests, git: false },
    });
    const runId = await startRun(laboratory);
    await waitFor(laboratory, runId, ({ tasks }) => tasks.captured > 0);
    const from = Date.now();
    await delay(revokedSeconds * 1000);
    const [, revoked] = laboratory.accounts;
    const at = Date.now();
    await laboratory.bitbucket.control('revoke', { credential: revoked?.label });
    await delay(revokedSeconds * 1000);
    const to = Date.now();
    const { tasks, endedAt } = await laboratory.api.run(runId);
    if (endedAt !== null) throw new Error(`The run ended before it was watched long enough: ${JSON.stringify(tasks)}`);
    const requests = await laboratory.requests();
    const served = usefulRequests(
      requests,
      laboratory.accounts.map(({ account }) => account),
    );
    const refused = requests.filter(({ status }) => status === 401).length;
    const beside = { what: 'before that', values: [longestGap(served, { from, to: at })] };
    return [
      nextTo(
        { measure: 'revoked: longest time without an answer', unit: 'ms', ours: [longestGap(served, { from: at, to })], beside },
        { atMost: 1_000 },
      ),
      alone({ measure: 'revoked: asked again after an answer', unit: 'requests', ours: [answeredAgain(requests, 200)] }, { atMost: 0 }),
      alone({ measure: 'revoked: refused with 401', unit: 'requests', ours: [refused], limitedBy: 'those in flight' }),
      alone({ measure: 'revoked: failed tasks', unit: 'tasks', ours: [tasks.failed] }, { atMost: 0 }),
    ];
  });
}
