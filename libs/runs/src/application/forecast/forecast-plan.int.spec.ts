import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { forecastRunsOn, type ForecastRuns } from '../../testing/forecast-runs.ts';
import { forecastSceneOn, type ForecastScene } from '../../testing/forecast-scene.ts';
import { guessedCosts } from './estimate.ts';
import { ForecastPlanHandler } from './forecast-plan.handler.ts';
import { ForecastPlan } from './forecast-plan.query.ts';

describe('the forecast of a plan', () => {
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

  const forecast = async (supposing: ForecastPlan['supposing'] = {}, planId = scene.acme.planId) => {
    await scene.shown();
    const { readModels, supplies, ledgers } = scene;
    return new ForecastPlanHandler(readModels, bench.repository, supplies, ledgers).execute(new ForecastPlan(planId, supposing));
  };
  const planEdited = (after: object) => scene.acme.planHas({ type: 'PlanEdited', data: { planId: scene.acme.planId, before: {}, after } });
  /** A first run of so many repositories, which took a minute and cost each the same. */
  const captured = async (count: number, cost: { readonly git: number; readonly pullrequests: number }) => {
    const runId = await runs.started();
    const repositories = await scene.discovered(count);
    await scene.begun(runId, repositories);
    bench.passTime(60_000);
    for (const repository of repositories) await scene.ended('TaskCaptured', runId, repository, cost);
    await runs.planned(runId, count);
    await runs.completed(runId);
    return repositories;
  };

  it('counts the list alone before anybody has listed, and says so', async () => {
    const found = await forecast();
    expect(found).toMatchObject({
      requests: 1,
      seconds: 1,
      accounts: 1,
      accountsNeeded: 1,
      repositories: { selected: 0, neverCaptured: 0 },
    });
    expect(found.assumptions[0]).toContain('No run has listed the repositories of the organization yet');
  });

  it('guesses what repositories cost that were never captured, and says that it does', async () => {
    await scene.discovered(3);
    const { pullrequests, git } = guessedCosts.first;
    const found = await forecast();
    expect(found.requests).toBe(1 + 3 * (pullrequests + git));
    expect(found.byKind).toEqual([
      { kind: 'listing', bucket: 'api', requests: 1 },
      { kind: 'pullrequests', bucket: 'api', requests: 3 * pullrequests },
      { kind: 'git', bucket: 'git', requests: 3 * git },
    ]);
    expect(found.assumptions.join(' ')).toContain(
      '3 repositories were never captured: they cost 4 git requests, 12 API requests and 10 seconds each, a guess',
    );
  });

  it('takes what is usual among the others for a repository that was never captured, and for the others that nothing is new', async () => {
    await captured(2, { git: 5, pullrequests: 7 });
    await scene.discovered(1);
    const { unchanged } = guessedCosts;
    const found = await forecast();
    expect(found.byKind.map(({ requests }) => requests)).toEqual([1, 2 * unchanged.pullrequests + 7, 2 * unchanged.git + 5]);
    expect(found.repositories).toEqual({ selected: 3, neverCaptured: 1 });
  });

  it('is of the repositories that the patterns of the plan fit', async () => {
    await scene.discovered(12);
    await planEdited({ repositories: { include: ['repository-1*'], exclude: ['repository-11'] } });
    const found = await forecast();
    expect(found.repositories.selected).toBe(2);
    expect(found.assumptions[0]).toBe('2 of the 12 repositories that were seen so far fit the plan; it finds no others.');
  });

  it('is of the repositories of the last run, where the plan selects by project', async () => {
    await captured(2, { git: 5, pullrequests: 7 });
    await scene.discovered(4);
    await planEdited({ repositories: { include: ['project:SHOP'], exclude: [] } });
    expect((await forecast()).repositories).toEqual({ selected: 2, neverCaptured: 0 });
  });

  it('begins with what each account has left, and says until when the run would wait', async () => {
    await scene.discovered(5);
    await scene.spent('ann', 80);
    const now = bench.clock().getTime();
    const found = await forecast();
    // One request for the list and twelve for the first repository: the second finds seven left, and waits for what was spent just now.
    expect(found.throttled).toEqual([
      { bucket: 'api', from: new Date(now + 500).toISOString(), until: new Date(now + 3_600_000).toISOString() },
    ]);
    expect(found).toMatchObject({ seconds: 3_610, throttledSeconds: 3_600 });
    expect(found.perAccount).toMatchObject([
      { label: 'ann', buckets: [{ bucket: 'api', usable: 100, available: 20, requests: 61 }, { bucket: 'git' }] },
    ]);
  });

  it('spreads over the accounts of the plan, sparing those that have less left', async () => {
    await scene.acme.enable('bob');
    await scene.spent('ann', 60);
    await scene.discovered(5);
    const { perAccount } = await forecast();
    expect(perAccount.map(({ label, buckets: [api] }) => [label, api?.requests])).toEqual([
      ['ann', 1],
      ['bob', 60],
    ]);
  });

  it('supposes as many accounts as it is asked to, and says what each further one gains', async () => {
    await scene.discovered(30);
    const [one, two] = [await forecast(), await forecast({ accounts: 4 })];
    expect([one.accounts, two.accounts]).toEqual([1, 4]);
    expect(one.perAccount.map(({ accountId }) => accountId)).toEqual([scene.acme.person('ann').accountId]);
    expect(two.perAccount.map(({ label, accountId }) => [label, accountId]).slice(1)).toEqual([
      ['supposed 1', null],
      ['supposed 2', null],
      ['supposed 3', null],
    ]);
    expect(one.gains.slice(0, 4).map(({ accounts, seconds }) => [accounts, seconds])).toEqual([
      [1, 10_811],
      [2, 3_621],
      [3, 3_611],
      [4, 41],
    ]);
    expect(two.seconds).toBe(41);
    expect(one.accountsNeeded).toBe(4);
  });

  it("says how many accounts a window needs, be it asked for or the plan's own", async () => {
    await scene.discovered(30);
    expect(await forecast({ windowSeconds: 3_700 })).toMatchObject({ accountsNeeded: 2, windowSeconds: 3_700 });
    await planEdited({ window: { start: '22:00', end: '23:00' } });
    const found = await forecast();
    expect(found).toMatchObject({ accountsNeeded: 4, windowSeconds: 3_600 });
    expect(found.assumptions.at(-1)).toContain("The plan's window is open from 22:00 to 23:00");
  });

  it('names no number of accounts where the work itself takes too long, and says why', async () => {
    await scene.discovered(30);
    const found = await forecast({ windowSeconds: 20 });
    expect(found.accountsNeeded).toBeNull();
    expect(found.accountsNeededReason).toBe('No number of accounts does it in 20 seconds: without any waiting the work itself takes 41.');
  });

  it('supposes one account while no credential of the plan works', async () => {
    const { credentialId } = scene.acme.person('ann');
    const failure = { code: 'CREDENTIAL_REJECTED', message: 'no' };
    await scene.acme.organizationHas({
      type: 'CredentialFailedVerification',
      data: { organizationId: scene.acme.organizationId, credentialId, ...failure, failure },
    });
    expect((await forecast()).perAccount).toMatchObject([{ accountId: null, label: 'supposed 1' }]);
  });

  it('is not made of a plan that there is not', async () => {
    await expect(forecast({}, bench.newId())).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });
});
