import { alone, type Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { startRun, waitFor } from './watched-run.ts';

const LIMIT = 1_000_000;

/** A large workspace, of which every repository is captured: how long it takes to plan, and what it takes of the machine. */
export async function measureLarge(sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  const { repositories, accounts, workers } = sizes.large;
  const size = `${repositories.toLocaleString('en')} repositories, ${accounts} accounts, ${workers} workers`;
  say(size);
  return inTemporaryDirectory(async (directory) => {
    await using laboratory = await Laboratory.open(directory, {
      ...{ accounts, workers, windowSeconds: 3600, limit: LIMIT, repositories, pullRequests: 0, git: false },
    });
    const begin = performance.now();
    const runId = await startRun(laboratory);
    await waitFor(laboratory, runId, ({ tasks }) => tasks.planned !== null);
    say('planned');
    const run = await waitFor(laboratory, runId, ({ endedAt }) => endedAt !== null);
    const seconds = (performance.now() - begin) / 1000;
    if (run.status !== 'completed') throw new Error(`The run ended as ${run.status}: ${JSON.stringify(run.missing.slice(0, 3))}`);
    const { events, planningMs } = await laboratory.story();
    const memory = laboratory.memory();
    const value = (measure: string, unit: Measurement['unit'], ours: number) => ({ measure: `${size}: ${measure}`, unit, ours: [ours] });
    return [
      alone(value('planning', 's', (planningMs ?? Infinity) / 1000), { atMost: 10 }),
      alone(value('all of the run', 's', seconds)),
      alone(value('most memory of the orchestrator', 'MB', memory.orchestrator), { atMost: 400 }),
      alone(value('most memory of a worker', 'MB', Math.max(...memory.workers)), { atMost: 400 }),
      alone(value('events per task of 1 request', 'events', events / repositories)),
    ];
  });
}
