import { describe, it } from '@jest/globals';
import { givenProjection, storedAt, type Stored } from '@holdfast/event-sourcing/testing';
import { accountStream } from '../../contracts/account.stream.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { api, organizationId, planId, started, taskPlan, web } from '../../testing/one-run.ts';
import { costsProjection } from './costs.projection.ts';

const COSTS = 'SELECT repositoryId, outcome, git, pullrequests, seconds FROM repository_cost ORDER BY repositoryId, outcome';
const cost = (repository: typeof web, outcome: string, git: number | null, pullrequests: number | null, seconds: number) => ({
  ...{ repositoryId: repository.id, outcome, git, pullrequests, seconds },
});

const inRun = (type: string, data: object = {}, runId = 'run1'): Stored => [runStream(runId), { type, data: { runId, planId, ...data } }];
const inTask = (type: string, data: object = {}, taskId = 'task1', runId = 'run1'): Stored => [
  taskStream(taskId),
  { type, data: { taskId, runId, repository: web, ...data } },
];
const begun: Stored = [runStream('run1'), started];
const planned = (data: object = {}, taskId = 'task1', runId = 'run1') =>
  inTask('TaskPlanned', { ...taskPlan, taskId, runId, ...data }, taskId, runId);
const settled = (bucket: string, spent: number, taskId = 'task1'): Stored => [
  accountStream('ann'),
  { type: 'QuotaLeaseSettled', data: { runId: 'run1', taskId, bucket, spent } },
];
const paid = (git: number, pullRequests: number) => [
  { credentialId: 'c', accountId: 'ann', bucket: 'git', count: git },
  { credentialId: 'c', accountId: 'ann', bucket: 'api', count: pullRequests - 1 },
  { credentialId: 'd', accountId: 'bob', bucket: 'api', count: 1 },
];
/** A whole run of one repository; each event happens a minute after the one before. */
const run = (runId: string, end: string, git: number, pullRequests: number): readonly Stored[] => [
  inRun('RunStarted', { organizationId }, runId),
  planned({}, `of ${runId}`, runId),
  inTask('TaskAssigned', {}, `of ${runId}`, runId),
  // A minute of work, whenever the task ends.
  inTask('TaskHandedBack', {}, `of ${runId}`, runId),
  inTask(end, { requests: paid(git, pullRequests), endedAt: storedAt(99) }, `of ${runId}`, runId),
  inRun('RunCompleted', { endedAt: storedAt(99) }, runId),
];

describe('what captures have cost', () => {
  it('is what the task says that it has paid, by what it was for, through whatever account', () => {
    givenProjection(costsProjection, ...run('run1', 'TaskCaptured', 5, 12)).thenRows(COSTS, cost(web, 'first', 5, 12, 60));
  });

  it('is what its leases say, of a task that does not say it', () => {
    givenProjection(
      costsProjection,
      begun,
      planned(),
      inTask('TaskAssigned'),
      settled('git', 4),
      settled('api', 3),
      settled('api', 8, 'task2'),
    )
      .when(inTask('TaskCaptured', { endedAt: storedAt(7) }))
      .thenRows(COSTS, cost(web, 'first', 4, 3, 300));
  });

  it('is told apart: the first capture, one that found something new, one that found nothing', () => {
    givenProjection(costsProjection, ...run('run1', 'TaskCaptured', 5, 12), ...run('run2', 'TaskFoundUnchanged', 2, 1))
      .when(...run('run3', 'TaskCaptured', 4, 3))
      .thenRows(COSTS, cost(web, 'changed', 4, 3, 60), cost(web, 'first', 5, 12, 60), cost(web, 'unchanged', 2, 1, 60));
  });

  it('moves a third of the way with each further capture of its kind, in rows that do not grow in number', () => {
    givenProjection(costsProjection, ...run('run1', 'TaskCaptured', 5, 12), ...run('run2', 'TaskFoundUnchanged', 2, 11))
      .when(...run('run3', 'TaskFoundUnchanged', 2, 1))
      .thenRows(COSTS, cost(web, 'first', 5, 12, 60), cost(web, 'unchanged', 2, 8, 60));
  });

  it('is of each repository its own', () => {
    const other = [
      planned({ repository: api }, 'task2'),
      inTask('TaskCaptured', { repository: api, requests: paid(1, 2), endedAt: storedAt(9) }, 'task2'),
    ];
    givenProjection(costsProjection, ...run('run1', 'TaskCaptured', 5, 12))
      .when(...other)
      .thenRows(COSTS, cost(api, 'first', 1, 2, 0), cost(web, 'first', 5, 12, 60));
  });

  it('says nothing of what a plan does not take', () => {
    const content = { git: true, lfs: false, metadata: [] };
    givenProjection(costsProjection, begun, planned({ content }))
      .when(inTask('TaskCaptured', { requests: paid(5, 1), endedAt: storedAt(3) }))
      .thenRows(COSTS, cost(web, 'first', 5, null, 0));
  });

  it('teaches nothing by a failure, nor by a task of a run that was cancelled', () => {
    givenProjection(costsProjection, begun, planned(), inTask('TaskFailed', { endedAt: storedAt(3) })).thenRows(COSTS);
    givenProjection(costsProjection, begun, planned(), inRun('RunCancelled', { endedAt: storedAt(3) }))
      .when(inTask('TaskCaptured', { endedAt: storedAt(4) }))
      .thenRows(COSTS);
  });

  it('shows how often something was new, beginning with never', () => {
    const share = 'SELECT round(share, 3) AS share FROM repository_change';
    const first = givenProjection(costsProjection, ...run('run1', 'TaskCaptured', 5, 12));
    first.thenRows(share);
    first.when(...run('run2', 'TaskFoundUnchanged', 2, 1)).thenRows(share, { share: 0 });
    first.when(...run('run2', 'TaskCaptured', 2, 1)).thenRows(share, { share: 0.3 });
    first.when(...run('run2', 'TaskCaptured', 2, 1), ...run('run3', 'TaskCaptured', 2, 1)).thenRows(share, { share: 0.51 });
  });
});

describe('the seconds of a capture', () => {
  const [begins, ends] = [inTask('TaskAssigned'), (minute: number) => inTask('TaskCaptured', { requests: [], endedAt: storedAt(minute) })];

  it('are those in which somebody had it in hand', () => {
    givenProjection(costsProjection, begun, planned(), begins, inTask('TaskHandedBack'), planned({}, 'task2'), begins)
      .when(ends(9))
      .thenRows(COSTS, cost(web, 'first', 0, 0, 60 + 4 * 60));
  });

  it('are without the time in which the run waited, for quota or for its window', () => {
    const [throttled, paused] = [inRun('RunThrottled', { at: storedAt(4) }), inRun('RunPaused', { at: storedAt(5) })];
    givenProjection(costsProjection, begun, planned(), begins, throttled, paused, inRun('RunResumed', { at: storedAt(9) }))
      .when(ends(10))
      .thenRows(COSTS, cost(web, 'first', 0, 0, 180));
  });

  it('end where the wait begins, for a task that ends in it', () => {
    givenProjection(costsProjection, begun, planned(), begins, inRun('RunThrottled', { at: storedAt(4) }))
      .when(ends(10))
      .thenRows(COSTS, cost(web, 'first', 0, 0, 120));
  });
});

describe('how many tasks go on at a time', () => {
  const PACE = 'SELECT organizationId, round(tasksAtOnce, 2) AS tasksAtOnce FROM organization_pace';
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `task${index}`);
  /** All begin at once, so to say, and end 32 minutes after the first began. */
  const tasks = (count: number): readonly Stored[] => [
    ...ids(count).map((id) => planned({}, id)),
    ...ids(count).map((id) => inTask('TaskAssigned', {}, id)),
    ...ids(count).map((id) => inTask('TaskCaptured', { requests: [], endedAt: storedAt(1 + count + 32) }, id)),
  ];

  it('is their work in relation to the time of the run', () => {
    const worked = ids(16).reduce((sum, _, index) => sum + 32 - index, 0);
    givenProjection(costsProjection, begun, ...tasks(16), inRun('RunCompleted', { endedAt: storedAt(1 + 16 + 40) })).thenRows(PACE, {
      ...{ organizationId, tasksAtOnce: Math.round((worked / 40) * 100) / 100 },
    });
  });

  it('is not learned from a run of few tasks', () => {
    givenProjection(costsProjection, begun, ...tasks(15), inRun('RunEndedIncomplete', { endedAt: storedAt(60) })).thenRows(PACE);
  });
});

describe('what is kept of runs', () => {
  it.each(['RunCompleted', 'RunEndedIncomplete', 'RunCancelled'])('is gone after %s', (type) => {
    const ended = givenProjection(costsProjection, begun, planned(), inRun(type, { endedAt: storedAt(9) }));
    ended.thenRows('SELECT id FROM costed_run UNION SELECT id FROM costed_task');
  });

  it('but for what was forecast of them', () => {
    givenProjection(costsProjection, begun, inRun('RunForecast', { requests: 214, seconds: 96 }))
      .when(inRun('RunCompleted', { endedAt: storedAt(9) }))
      .thenRows('SELECT * FROM run_forecast', { runId: 'run1', requests: 214, seconds: 96 });
  });
});
