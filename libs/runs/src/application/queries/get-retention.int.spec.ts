import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, readModelsShowing, type Bench, type Stored } from '@holdfast/http/testing';
import { planStream } from '@holdfast/plans/contracts';
import { repositoryStream } from '../../contracts/repository.events.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { api, order, organizationId, taskPlan, web } from '../../testing/one-run.ts';
import { runsProjection } from '../projections/runs.projection.ts';
import { snapshotsProjection } from '../projections/snapshots.projection.ts';
import { GetRetentionHandler } from './get-retention.handler.ts';
import { GetRetention } from './runs.query.ts';

describe('the retention of a plan', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const plan = async (retention: object): Promise<string> => {
    const planId = bench.newId();
    const schedule = { cron: '0 2 * * *', timezone: 'Europe/Vienna' };
    const data = { planId, name: 'Nightly', ...order, schedule, window: null, retention };
    await bench.store(planStream(planId), { type: 'PlanCreated', data });
    return planId;
  };
  const started = (runId: string, planId: string): Stored => [
    runStream(runId),
    { type: 'RunStarted', data: { runId, planId, ...order, startedAt: '2026-11-01T01:00:00.000Z' } },
  ];
  const discovered = (repository: typeof web): Stored => [
    repositoryStream(repository.id),
    { type: 'RepositoryDiscovered', data: { organizationId, repository } },
  ];
  const inTask = (type: string, taskId: string, runId: string, more: object): Stored => [
    taskStream(taskId),
    { type, data: { ...taskPlan, taskId, runId, endedAt: '2026-11-01T02:00:00.000Z', ...more } },
  ];
  const unchanged = (taskId: string, runId: string, snapshotId: string, repository = web) => [
    inTask('TaskPlanned', taskId, runId, { repository }),
    inTask('TaskFoundUnchanged', taskId, runId, { snapshotId }),
  ];
  const taken = (snapshotId: string, runId: string, takenAt: string, repository = web): readonly Stored[] => [
    inTask('TaskPlanned', `task of ${snapshotId}`, runId, { repository }),
    inTask('TaskCaptured', `task of ${snapshotId}`, runId, { snapshotId, bytes: 1, notCaptured: [] }),
    stored(snapshotId, runId, takenAt, repository),
  ];
  const stored = (snapshotId: string, runId: string, takenAt: string, repository: typeof web): Stored => [
    repositoryStream(repository.id),
    {
      type: 'SnapshotStored',
      data: {
        ...{ snapshotId, organizationId, repository, runId, taskId: 't', takenAt, manifestDigest: 'd', refs: 1 },
        ...{ content: ['git'], notCaptured: [], bytes: 1 },
      },
    },
  ];
  const show = (planId: string, events: readonly Stored[], limit = 50, cursor?: string) =>
    new GetRetentionHandler(readModelsShowing([runsProjection, snapshotsProjection], ...events), bench.repository, bench.clock).execute(
      new GetRetention(planId, { limit, ...(cursor !== undefined && { cursor }) }),
    );

  it('shows what its rules would keep, why, and what they would let go, and says that nothing is deleted', async () => {
    const planId = await plan({ last: 1, daily: 1 });
    const events = [
      ...[discovered(web), started('r1', planId), started('r2', planId)],
      ...taken('s1', 'r1', '2026-11-20T01:00:00.000Z'),
      ...taken('s2', 'r2', '2026-11-21T01:00:00.000Z'),
    ];
    expect(await show(planId, events)).toEqual({
      ...{ applied: false, rules: { last: 1, daily: 1 }, timezone: 'Europe/Vienna', nextCursor: null },
      items: [
        {
          ...{ repositoryId: web.id, fullName: web.fullName },
          kept: [{ snapshotId: 's2', takenAt: '2026-11-21T01:00:00.000Z', reasons: ['newest', 'last', 'daily'] }],
          letGo: [{ snapshotId: 's1', takenAt: '2026-11-20T01:00:00.000Z' }],
        },
      ],
    });
  });

  it('is about the snapshots of its own runs, repository by repository', async () => {
    const [planId, other] = [await plan({ last: 1 }), await plan({ last: 1 })];
    const events = [
      ...[discovered(web), discovered(api), started('r1', planId), started('r2', other)],
      ...taken('s1', 'r1', '2026-11-20T01:00:00.000Z'),
      ...taken('s2', 'r2', '2026-11-21T01:00:00.000Z'),
      ...taken('s3', 'r1', '2026-11-20T01:00:00.000Z', api),
    ];
    const first = await show(planId, events, 1);
    const last = await show(planId, events, 1, first.nextCursor ?? '');
    const kept = [...first.items, ...last.items].map(({ kept: [newest], letGo }) => [newest?.snapshotId, letGo]);
    expect([kept, last.nextCursor]).toEqual([
      [
        ['s3', []],
        ['s1', []],
      ],
      null,
    ]);
  });

  it('counts a snapshot of another plan whose repository its own run found unchanged', async () => {
    const [planId, other] = [await plan({ last: 1 }), await plan({ last: 1 })];
    const events = [...[discovered(web), started('r1', other), started('r2', planId)], ...taken('s1', 'r1', '2026-11-20T01:00:00.000Z')];
    expect((await show(planId, events)).items).toEqual([]);
    const [found] = (await show(planId, [...events, ...unchanged('t2', 'r2', 's1')])).items;
    expect(found?.kept.map(({ snapshotId }) => snapshotId)).toEqual(['s1']);
  });

  it('needs a plan', async () => {
    await expect(show(bench.newId(), [])).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });
});
