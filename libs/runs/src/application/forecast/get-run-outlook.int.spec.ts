import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { forecastRunsOn, type ForecastRuns } from '../../testing/forecast-runs.ts';
import { forecastSceneOn, type ForecastScene } from '../../testing/forecast-scene.ts';
import { GetRunHandler } from '../queries/run.handlers.ts';
import { GetRun } from '../queries/runs.query.ts';
import { guessedCosts } from './estimate.ts';
import { GetRunOutlookHandler } from './get-run-outlook.handler.ts';
import { GetRunOutlook } from './get-run-outlook.query.ts';

const first = guessedCosts.first.git + guessedCosts.first.pullrequests;

describe('the outlook of a run', () => {
  let bench: Bench;
  let scene: ForecastScene;
  let runs: ForecastRuns;

  beforeAll(async () => {
    bench = await openBench(organizationEvents, accountEvents);
    runs = forecastRunsOn(bench, () => scene);
  });
  beforeEach(async () => {
    scene = await forecastSceneOn(bench);
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const outlook = async (runId: string) => {
    await scene.shown();
    const { readModels, supplies } = scene;
    const view = await new GetRunHandler(readModels).execute(new GetRun(runId));
    return new GetRunOutlookHandler(readModels, bench.repository, supplies, bench.clock).execute(new GetRunOutlook(view));
  };
  const after = (seconds: number) => new Date(bench.clock().getTime() + seconds * 1_000).toISOString();

  describe('while it goes', () => {
    it('is when what is left ends, at what the others cost; what has begun counts half', async () => {
      const runId = await runs.started();
      const [done, begun, planned] = await scene.discovered(3);
      if (!done || !begun || !planned) throw new Error('nothing was discovered');
      await scene.begun(runId, [done, begun]);
      await scene.planned(runId, [planned]);
      await runs.planned(runId, 3);
      bench.passTime(40_000);
      await scene.ended('TaskCaptured', runId, done, { git: 4, pullrequests: 6 });
      expect((await outlook(runId)).eta).toEqual({
        endsAt: after(40),
        remainingRequests: 15,
        basis:
          '2 of 3 repositories are still to be captured, 2 of them for the first time, at what is usual; the accounts have what their ledgers say.',
      });
    });

    it('is of the repositories that are known, before the list is complete', async () => {
      const runId = await runs.started();
      await scene.discovered(2);
      expect((await outlook(runId)).eta).toEqual({
        endsAt: after(10.5),
        remainingRequests: 1 + 2 * first,
        basis: 'The list of repositories is not complete; 2 that are known are counted.',
      });
    });

    it('waits for what the accounts have spent', async () => {
      const runId = await runs.started();
      await scene.planned(runId, await scene.discovered(1));
      await runs.planned(runId, 1);
      await scene.spent('ann', 100);
      expect((await outlook(runId)).eta).toMatchObject({ endsAt: after(3_600 + 10) });
    });

    it('is unknown while no credential works', async () => {
      const runId = await runs.started();
      const { organizationId, person, organizationHas } = scene.acme;
      const failure = { code: 'CREDENTIAL_REJECTED', message: 'no' };
      await organizationHas({
        type: 'CredentialFailedVerification',
        data: { organizationId, credentialId: person('ann').credentialId, ...failure, failure },
      });
      expect(await outlook(runId)).toEqual({ eta: null, forecast: null });
    });

    it('shows what was forecast, and no outcome yet', async () => {
      const runId = await runs.started();
      await runs.planned(runId, 1);
      await runs.forecast(runId, { requests: 12, seconds: 60 });
      await scene.spent('ann', 3, runId);
      expect((await outlook(runId)).forecast).toEqual({
        ...{ requests: 12, seconds: 60, actualRequests: null, actualSeconds: null, errorRequests: null, errorSeconds: null },
      });
    });
  });

  describe('when it is over', () => {
    it('is what was forecast beside what came of it, and by which part of that it was too high or too low', async () => {
      const runId = await runs.started();
      await runs.planned(runId, 1);
      await runs.forecast(runId, { requests: 12, seconds: 60 });
      await scene.spent('ann', 10, runId);
      bench.passTime(80_000);
      await runs.completed(runId);
      expect(await outlook(runId)).toEqual({
        eta: null,
        forecast: { requests: 12, seconds: 60, actualRequests: 10, actualSeconds: 80, errorRequests: 0.2, errorSeconds: -0.25 },
      });
    });

    it('compares nothing with a run that was stopped half-way', async () => {
      const runId = await runs.started();
      await runs.planned(runId, 1);
      await runs.forecast(runId, { requests: 12, seconds: 60 });
      await scene.spent('ann', 3, runId);
      bench.passTime(5_000);
      await runs.cancelled(runId);
      expect((await outlook(runId)).forecast).toMatchObject({
        ...{ actualRequests: 3, actualSeconds: 5, errorRequests: null, errorSeconds: null },
      });
    });

    it('has no part of nothing to tell, where nothing was spent', async () => {
      const runId = await runs.started();
      await runs.planned(runId, 1);
      await runs.forecast(runId, { requests: 12, seconds: 60 });
      await runs.completed(runId);
      expect((await outlook(runId)).forecast).toMatchObject({
        actualRequests: 0,
        actualSeconds: 0,
        errorRequests: null,
        errorSeconds: null,
      });
    });

    it('is nothing where the forecast came too late', async () => {
      const runId = await runs.started();
      await runs.planned(runId, 0);
      await runs.completed(runId);
      expect(await outlook(runId)).toEqual({ eta: null, forecast: null });
    });
  });
});
