import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { runStream } from '../../contracts/run.events.ts';
import { forecastRunsOn, type ForecastRuns } from '../../testing/forecast-runs.ts';
import { forecastSceneOn, type ForecastScene } from '../../testing/forecast-scene.ts';
import { guessedCosts } from './estimate.ts';
import { ForecastRun } from './forecast-run.command.ts';
import { ForecastRunHandler } from './forecast-run.handler.ts';

/** The first captures of three repositories, and one page of the list. */
const requestsOfThree = 1 + 3 * (guessedCosts.first.git + guessedCosts.first.pullrequests);

describe('the forecast of a run that was planned', () => {
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

  const forecast = (runId: string) =>
    new ForecastRunHandler(scene.readModels, bench.repository, scene.supplies, bench.clock).execute(
      new ForecastRun({ runId }, bench.context()),
    );
  const recorded = async (runId: string) =>
    (await bench.stored(runStream(runId))).filter(({ type }) => type === 'RunForecast').map(({ data }) => data);

  it('is what its tasks are expected to cost, and how long it takes from its start', async () => {
    const runId = await runs.started();
    bench.passTime(2_500);
    await scene.planned(runId, await scene.discovered(3));
    await runs.planned(runId, 3);
    await forecast(runId);
    expect(await recorded(runId)).toEqual([
      { runId, requests: requestsOfThree, seconds: 13, tasks: 3, accounts: 1, at: bench.clock().toISOString() },
    ]);
  });

  it('knows only what was known before the run, though some of its tasks have ended', async () => {
    const runId = await runs.started();
    const [first, ...others] = await scene.discovered(3);
    await scene.begun(runId, first ? [first] : []);
    await scene.planned(runId, others);
    if (first) await scene.ended('TaskCaptured', runId, first, { git: 50, pullrequests: 70 });
    await runs.planned(runId, 3);
    await forecast(runId);
    expect(await recorded(runId)).toMatchObject([{ requests: requestsOfThree, tasks: 3 }]);
  });

  it('counts the list where the run reads one: one that retries does not', async () => {
    const runId = await runs.started({ retryOf: 'earlier' });
    await scene.planned(runId, await scene.discovered(3));
    await runs.planned(runId, 3);
    await forecast(runId);
    expect(await recorded(runId)).toMatchObject([{ requests: requestsOfThree - 1 }]);
  });

  it('takes in the time in which the window is closed', async () => {
    const secondsToTen = (Date.parse('2026-11-22T22:00:00.000Z') - bench.clock().getTime()) / 1_000;
    const runId = await runs.started({ window: { start: '22:00', end: '23:00', timezone: 'UTC' } });
    await scene.planned(runId, await scene.discovered(1));
    await runs.planned(runId, 1);
    await forecast(runId);
    expect(await recorded(runId)).toMatchObject([{ seconds: Math.ceil(secondsToTen + 10) }]);
  });

  it('is not made of a run that is over, nor while no credential works', async () => {
    const over = await runs.started();
    await runs.planned(over, 0);
    await runs.completed(over);
    await forecast(over);
    const going = await runs.started();
    await runs.planned(going, 0);
    const { organizationId, person, organizationHas } = scene.acme;
    const failure = { code: 'CREDENTIAL_REJECTED', message: 'no' };
    await organizationHas({
      type: 'CredentialFailedVerification',
      data: { organizationId, credentialId: person('ann').credentialId, ...failure, failure },
    });
    await forecast(going);
    expect([await recorded(over), await recorded(going)]).toEqual([[], []]);
  });
});
