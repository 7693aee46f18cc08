import type { Bench } from '@holdfast/http/testing';
import { runStream, type RunForecast, type RunOrder } from '../contracts/run.events.ts';
import type { ForecastScene } from './forecast-scene.ts';
import { order } from './one-run.ts';

/** What happens to the runs of the plan of a scene, at the time of the bench. */
export interface ForecastRuns {
  /** The id of the run that was started. */
  readonly started: (more?: Partial<RunOrder>) => Promise<string>;
  readonly planned: (runId: string, tasks: number) => Promise<void>;
  readonly forecast: (runId: string, found: Pick<RunForecast['data'], 'requests' | 'seconds'>) => Promise<void>;
  readonly completed: (runId: string) => Promise<void>;
  readonly cancelled: (runId: string) => Promise<void>;
}

/** `sceneNow` answers the scene of the present test. */
export function forecastRunsOn(bench: Bench, sceneNow: () => ForecastScene): ForecastRuns {
  const now = () => bench.clock().toISOString();
  const happens = (runId: string, type: string, more: object) => bench.store(runStream(runId), { type, data: { runId, ...more } });
  return {
    started: async (more = {}) => {
      const { organizationId, planId } = sceneNow().acme;
      const runId = bench.newId();
      await happens(runId, 'RunStarted', { planId, ...order, organizationId, ...more, startedAt: now() });
      return runId;
    },
    planned: (runId, tasks) => happens(runId, 'RunPlanned', { tasks, leftOut: 0, plannedAt: now() }),
    forecast: (runId, found) => happens(runId, 'RunForecast', { tasks: 1, accounts: 1, ...found, at: now() }),
    completed: (runId) => happens(runId, 'RunCompleted', { planId: sceneNow().acme.planId, captured: 1, unchanged: 0, endedAt: now() }),
    cancelled: (runId) => happens(runId, 'RunCancelled', { planId: sceneNow().acme.planId, reason: null, endedAt: now() }),
  };
}
