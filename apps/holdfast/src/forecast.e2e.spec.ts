import type { ForecastView, RunDetails } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

const REPOSITORIES = 10;
/** A cancelled run is to stop within that. */
const STOPS_WITHIN_MS = 5_000;

interface Decision {
  readonly rule: string;
  readonly sentence: string;
}

describe('what a run will cost, and runs that are cut short, over HTTP', () => {
  let scene: Scene;
  let planId: string;

  beforeAll(async () => {
    const simulator = { SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '3', SIMULATOR_COMMENTS: '2' };
    scene = await Scene.open(simulator);
    ({ planId } = await scene.prepare());
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const forecast = () => scene.api.call<ForecastView>('POST', `/plans/${planId}/forecast`);
  const details = (runId: string) => scene.api.call<RunDetails>('GET', `/runs/${runId}`);
  /** Requests, over all accounts and buckets. */
  const leased = async () => (await scene.api.accounts()).flatMap(({ buckets }) => buckets).reduce((sum, { leased: n }) => sum + n, 0);
  const ended = (runId: string) =>
    waitUntil(
      () => details(runId),
      ({ endedAt }) => endedAt !== null,
    );
  /** The end of the run with what it spent in the end: workers give back their leases a little later. */
  const settled = async (runId: string) => {
    await ended(runId);
    await waitUntil(leased, (requests) => requests === 0);
    return details(runId);
  };
  const run = async () => settled(await scene.api.create(`/plans/${planId}/runs`));

  it('knows nothing but the list before the first run, and says so', async () => {
    const found = await forecast();
    expect(found).toMatchObject({ requests: 1, accounts: 3, repositories: { selected: 0, neverCaptured: 0 } });
    expect(found.assumptions[0]).toContain('No run has listed the repositories');
  });

  it('notes what is forecast of the first run, and by how much that was wrong', async () => {
    const first = await run();
    expect(first).toMatchObject({ status: 'completed', eta: null, tasks: { captured: REPOSITORIES } });
    const { requests, actualRequests, actualSeconds, errorRequests } = first.forecast ?? {};
    expect(actualRequests).toBe(first.requests.total);
    expect(actualSeconds).toBeGreaterThan(0);
    expect(errorRequests).toBeCloseTo((requests ?? 0) / first.requests.total - 1, 2);
  });

  it('forecasts a run that finds nothing new, within a quarter of what it costs', async () => {
    await run();
    const found = await forecast();
    const next = await run();
    expect(next.tasks).toMatchObject({ unchanged: REPOSITORIES });
    expect(Math.abs(found.requests / next.requests.total - 1)).toBeLessThan(0.25);
    expect(Math.abs(next.forecast?.errorRequests ?? 1)).toBeLessThan(0.25);
  });

  it('is what Prometheus is told, without a token, also after a restart', async () => {
    const spent = async () => {
      const answer = await fetch(`${scene.holdfast.url}/metrics`);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      const samples = [...(await answer.text()).matchAll(/^holdfast_requests_total\{account="(.+)",bucket="(.+)"\} (\d+)$/gm)];
      return samples.reduce((sum, [, , , requests]) => sum + Number(requests), 0);
    };
    const runs = await scene.api.call<{ items: RunDetails[] }>('GET', '/runs');
    const ofRuns = runs.items.reduce((sum, { requests }) => sum + requests.total, 0);
    const before = await spent();
    expect(before).toBeGreaterThan(ofRuns); // credentials were tried
    await scene.kill();
    await scene.startAgain();
    expect(await spent()).toBe(before);
  });

  it('says in sentences why each lease went to its account', async () => {
    const [{ id: runId } = { id: '' }] = (await scene.api.all<RunDetails>(`/runs?planId=${planId}`)).reverse();
    const decisions = await scene.api.all<Decision>(`/runs/${runId}/decisions`);
    expect(decisions.length).toBeGreaterThan(0);
    for (const { sentence } of decisions) {
      expect(sentence).toMatch(
        /^It (went to|stayed with) '(primary|extra 1|extra 2)'.* [\d,]+ of [\d,]+ requests of (api|git)( left)?[;.]/,
      );
    }
  });

  it('is cancelled in the middle within seconds, gives its leases back, and lets the plan run again', async () => {
    const { api, bitbucket } = scene;
    await bitbucket.control('fault', { path: 'git-upload-pack|info/refs', times: 1_000, effect: { kind: 'slow', milliseconds: 60_000 } });
    const runId = await api.create(`/plans/${planId}/runs`);
    await waitUntil(
      () => details(runId),
      ({ tasks, eta }) => tasks.running > 0 && eta !== null,
    );
    await waitUntil(leased, (requests) => requests > 0);
    const cancelledAt = Date.now();
    await api.call('POST', `/runs/${runId}/cancel`, { reason: 'not now' });
    const cancelled = await settled(runId);
    expect(cancelled).toMatchObject({ status: 'cancelled', eta: null, tasks: { running: 0, cancelled: REPOSITORIES } });
    expect(Date.now() - cancelledAt).toBeLessThan(STOPS_WITHIN_MS);
    await bitbucket.control('clear-faults', {});
    expect(await run()).toMatchObject({ status: 'completed', tasks: { unchanged: REPOSITORIES } });
  });

  it('does again only what failed', async () => {
    const { api, bitbucket } = scene;
    const [repository] = await api.repositories((await api.plan(planId)).organizationId);
    const { fullName = '' } = repository ?? {};
    await bitbucket.control('fault', { path: `/${fullName}\\.git/`, times: 1_000, effect: { kind: 'status', status: 400 } });
    const incomplete = await run();
    expect(incomplete).toMatchObject({
      status: 'incomplete',
      tasks: { unchanged: REPOSITORIES - 1, failed: 1 },
      missing: [{ repository: fullName }],
    });
    await bitbucket.control('clear-faults', {});
    const retry = await settled(await api.create(`/runs/${incomplete.id}/retry`));
    expect(retry).toMatchObject({ status: 'completed', retryOf: incomplete.id, tasks: { planned: 1, unchanged: 1 } });
    expect((await api.tasks(retry.id)).map((task) => task.repository)).toEqual([fullName]);
  });
});
