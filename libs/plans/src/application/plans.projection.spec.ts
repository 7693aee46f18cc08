import { describe, expect, it } from '@jest/globals';
import { givenProjection, projected, storedAt, type Stored } from '@holdfast/event-sourcing/testing';
import { readModelsShowing } from '@holdfast/http/testing';
import { organizationStream } from '@holdfast/organizations/contracts';
import { planRunsStream, repositoryStream, runStream } from '@holdfast/runs/contracts';
import { planStream } from '../contracts/plan.events.ts';
import { created, definition, disabled, enabled, organizationId, planId, second, switchedOff, switchedOn } from '../testing/nightly.ts';
import { plansProjection } from './plans.projection.ts';
import { GetPlanHandler, ListPlansHandler } from './queries/plans.handlers.ts';
import { GetPlan, ListPlans } from './queries/plans.query.ts';
import { scheduledPlans } from './scheduled-plans.ts';

const clock = () => new Date('2026-11-22T08:00:00.000Z');
const after = (...events: readonly Stored[]) => {
  const readModels = readModelsShowing([plansProjection], ...events);
  return {
    plan: () => new GetPlanHandler(readModels, clock).execute(new GetPlan(planId)),
    plans: (limit: number, cursor = '') => new ListPlansHandler(readModels, clock).execute(new ListPlans({ limit, cursor })),
  };
};
const inPlan = (event: Stored[1]): Stored => [planStream(planId), event];
const inOrganization = (event: Stored[1], id = organizationId): Stored => [organizationStream(id), event];
const added = (credentialId: string, label: string, id = organizationId) => ({
  type: 'AdditionalCredentialAdded',
  data: { organizationId: id, credentialId, label, account: second.account, kind: 'access_token' },
});
const inRun = (type: string, data: object = {}, runId = 'r1'): Stored => [runStream(runId), { type, data: { runId, planId, ...data } }];

const offered = { id: 'c-bob', label: 'second', account: { id: 'a-bob', name: 'Bob' }, enabled: false, status: 'verified' };

const notSeenYet = {
  ...{ code: 'REPOSITORIES_NOT_SEEN_YET', field: 'repositories' },
  message: 'No run has listed the repositories of the organization yet: what the patterns fit is known after the first.',
};

describe('a plan, as it is seen', () => {
  it('is what was ordered, with nothing switched on and no run', async () => {
    expect(await after(inPlan(created)).plan()).toEqual({
      ...{ id: planId, ...definition, status: 'active', pausedReason: null, warnings: [notSeenYet] },
      additionalCredentials: { enabled: false, credentials: [] },
      nextRunAt: null,
      lastRun: null,
    });
  });

  it('is not there before it is created', async () => {
    await expect(after().plan()).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });

  it('is listed page by page', async () => {
    const other = { ...created, data: { ...created.data, planId: 'weekly' } };
    const { plans } = after(inPlan(created), [planStream('weekly'), other]);
    const first = await plans(1);
    expect(first.items.map(({ id }) => id)).toEqual([planId]);
    const last = await plans(1, first.nextCursor ?? '');
    expect([last.items.map(({ id }) => id), last.nextCursor]).toEqual([['weekly'], null]);
  });
});

describe('the additional credentials of a plan', () => {
  const credentials = async (...events: readonly Stored[]) => (await after(inPlan(created), ...events).plan()).additionalCredentials;

  it('are all those of its organization, none of them enabled', async () => {
    const elsewhere = inOrganization(added('c-zoe', 'third', 'zeta'), 'zeta');
    expect(await credentials(inOrganization(added('c-bob', 'second')), elsewhere)).toEqual({ enabled: false, credentials: [offered] });
  });

  it('follow the switch of the plan and their own, each for itself', async () => {
    const bob = inOrganization(added('c-bob', 'second'));
    const isOn = { ...offered, enabled: true };
    expect(await credentials(bob, inPlan(enabled()))).toEqual({ enabled: false, credentials: [isOn] });
    expect(await credentials(bob, inPlan(enabled()), inPlan(switchedOn))).toEqual({ enabled: true, credentials: [isOn] });
    expect(await credentials(bob, inPlan(switchedOn), inPlan(switchedOff))).toEqual({ enabled: false, credentials: [offered] });
    expect(await credentials(bob, inPlan(enabled()), inPlan(enabled()), inPlan(disabled()))).toEqual({
      enabled: false,
      credentials: [offered],
    });
  });

  it('are switched off one by one', async () => {
    const both = [
      inOrganization(added('c-bob', 'second')),
      inOrganization(added('c-cid', 'third')),
      inPlan(enabled()),
      inPlan(enabled('c-cid', 'third')),
    ];
    expect((await credentials(...both, inPlan(disabled()))).credentials).toMatchObject([
      { id: 'c-bob', enabled: false },
      { id: 'c-cid', enabled: true },
    ]);
  });

  it('show whether they work at present', async () => {
    const bob = inOrganization(added('c-bob', 'second'));
    const fails = inOrganization({ type: 'CredentialFailedVerification', data: { organizationId, credentialId: 'c-bob' } });
    const works = inOrganization({ type: 'CredentialVerified', data: { organizationId, credentialId: 'c-bob' } });
    expect((await credentials(bob, fails)).credentials).toEqual([{ ...offered, status: 'failing' }]);
    expect((await credentials(bob, fails, works)).credentials).toEqual([offered]);
  });

  it('have the label and the account of their present secret', async () => {
    const renamed = inOrganization({ type: 'CredentialRenamed', data: { credentialId: 'c-bob', label: 'night shift' } });
    const account = { id: 'token-2', name: 'workspace access token' };
    const rotated = inOrganization({ type: 'CredentialSecretRotated', data: { credentialId: 'c-bob', account } });
    const failing = inOrganization({ type: 'CredentialFailedVerification', data: { credentialId: 'c-bob' } });
    const { credentials: seen } = await credentials(inOrganization(added('c-bob', 'second')), renamed, failing, rotated);
    expect(seen).toEqual([{ ...offered, label: 'night shift', account }]);
  });

  it('are gone with their organization', async () => {
    const gone = inOrganization({ type: 'OrganizationDisconnected', data: { organizationId, name: 'Acme' } });
    expect((await credentials(inOrganization(added('c-bob', 'second')), gone)).credentials).toEqual([]);
  });

  it('are gone when they were removed', async () => {
    const gone = inOrganization({ type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId: 'c-bob', label: 'second' } });
    expect(await credentials(inOrganization(added('c-bob', 'second')), inPlan(enabled()), gone)).toEqual({
      enabled: false,
      credentials: [],
    });
  });
});

describe('the last run of a plan', () => {
  const startedAt = '2026-11-22T08:00:00.000Z';
  const endedAt = '2026-11-22T09:00:00.000Z';
  const lastRun = async (...events: readonly Stored[]) => (await after(inPlan(created), ...events).plan()).lastRun;
  const started = inRun('RunStarted', { startedAt });
  const assigned = inRun('RunPlanningAssigned');

  it.each<[string, readonly Stored[], string | null]>([
    ['queued', [], null],
    ['running', [assigned], null],
    ['throttled', [assigned, inRun('RunThrottled')], null],
    ['throttled', [assigned, inRun('RunPaused')], null],
    ['running', [assigned, inRun('RunThrottled'), inRun('RunResumed')], null],
    ['completed', [assigned, inRun('RunCompleted', { endedAt })], endedAt],
    ['incomplete', [assigned, inRun('RunEndedIncomplete', { endedAt })], endedAt],
    ['cancelled', [assigned, inRun('RunCancelled', { endedAt })], endedAt],
  ])('is %s after what it went through', (status, events, end) => {
    const sql = 'SELECT lastRunId, lastRunStatus, lastRunStartedAt, lastRunEndedAt FROM plan';
    const last = { lastRunId: 'r1', lastRunStatus: status, lastRunStartedAt: startedAt, lastRunEndedAt: end };
    givenProjection(plansProjection, inPlan(created), started)
      .when(...events)
      .thenRows(sql, last);
  });

  it('is the one that was started last, whatever is still heard of the one before', async () => {
    const events = [started, inRun('RunCompleted', { endedAt }), inRun('RunStarted', { startedAt: endedAt }, 'r2'), inRun('RunResumed')];
    expect(await lastRun(...events)).toEqual({ id: 'r2', status: 'queued', startedAt: endedAt, endedAt: null });
  });
});

describe('what became of a plan', () => {
  const event = (type: string, data: object): Stored => inPlan({ type, data: { planId, organizationId, ...data } });
  const schedule = { cron: '0 3 * * *', timezone: 'Europe/Vienna' };
  const edited = event('PlanEdited', { before: { name: 'Nightly', schedule: null }, after: { name: 'All nights', schedule } });
  const paused = event('PlanPaused', { reason: 'maintenance' });
  const resumed = event('PlanResumed', {});

  it('is seen: what was edited, and when its schedule comes next', async () => {
    const { organizationId: _, ...terms } = definition;
    expect(await after(inPlan(created), edited).plan()).toMatchObject({
      ...{ ...terms, name: 'All nights', schedule },
      nextRunAt: '2026-11-23T02:00:00.000Z',
    });
  });

  it('is seen: that it is paused, and why, and starts nothing by itself', async () => {
    const shown = { status: 'paused', pausedReason: 'maintenance', nextRunAt: null };
    expect(await after(inPlan(created), edited, paused).plan()).toMatchObject(shown);
    const again = { status: 'active', pausedReason: null, nextRunAt: '2026-11-23T02:00:00.000Z' };
    expect(await after(inPlan(created), edited, paused, resumed).plan()).toMatchObject(again);
  });

  it('is not seen any more after it was deleted', async () => {
    await expect(after(inPlan(created), event('PlanDeleted', { name: 'Nightly' })).plan()).rejects.toMatchObject({
      code: 'PLAN_NOT_FOUND',
    });
  });

  it('tells the scheduler what to follow, and since when', () => {
    const scheduledFor = '2026-11-23T02:00:00.000Z';
    const inRuns = (type: string): Stored => [planRunsStream(planId), { type, data: { planId, runId: 'r1', scheduledFor } }];
    const byHand: Stored = [planRunsStream(planId), { type: 'RunRequested', data: { planId, runId: 'r0' } }];
    const followed = (...events: readonly Stored[]) => scheduledPlans(projected([plansProjection], inPlan(created), ...events));
    expect(followed()).toEqual([]);
    expect(followed(edited, byHand)).toEqual([{ planId, schedule, followedUntil: storedAt(1) }]);
    expect(followed(edited, event('PlanEdited', { before: {}, after: { name: 'N' } }))).toMatchObject([{ followedUntil: storedAt(1) }]);
    expect(followed(edited, paused)).toEqual([]);
    expect(followed(edited, paused, resumed)).toMatchObject([{ followedUntil: storedAt(3) }]);
    expect(followed(edited, inRuns('RunRequested'))).toMatchObject([{ followedUntil: scheduledFor }]);
    expect(followed(edited, inRuns('ScheduledRunSkipped'), byHand)).toMatchObject([{ followedUntil: scheduledFor }]);
  });
});

describe('the warnings of a plan', () => {
  const repository = (id: string, slug: string): Stored => [
    repositoryStream(id),
    { type: 'RepositoryDiscovered', data: { organizationId, repository: { id, slug, fullName: `acme/${slug}`, name: slug } } },
  ];
  const planWith = (more: object) => inPlan({ ...created, data: { ...created.data, ...more } });
  const warnings = async (...events: readonly Stored[]) => (await after(...events).plan()).warnings;
  const codes = async (...events: readonly Stored[]) => (await warnings(...events)).map(({ code, field }) => [code, field]);

  it('name patterns that fit no repository, and say when none has been seen that they could fit', async () => {
    const plan = planWith({ repositories: { include: ['web-*', 'ghost-*'], exclude: ['*-old'] } });
    expect(await codes(plan)).toEqual([['REPOSITORIES_NOT_SEEN_YET', 'repositories']]);
    expect(await codes(plan, repository('r1', 'web-shop'))).toEqual([
      ['PATTERN_WITHOUT_EFFECT', 'repositories.include'],
      ['PATTERN_WITHOUT_EFFECT', 'repositories.exclude'],
    ]);
    expect(await codes(plan, repository('r1', 'web-old'), repository('r2', 'ghost-1'))).toEqual([]);
  });

  it('name patterns over projects when a run has seen all repositories', async () => {
    const plan = planWith({ repositories: { include: ['*', 'project:GONE'], exclude: [] } });
    const listed = inRun('RunPlanned', { tasks: 1, leftOut: 0, patternsWithoutEffect: ['project:GONE'] });
    const started = inRun('RunStarted', { startedAt: '2026-11-22T08:00:00.000Z' });
    expect(await codes(plan, repository('r1', 'web'), started)).toEqual([]);
    expect(await codes(plan, repository('r1', 'web'), started, listed)).toEqual([['PATTERN_WITHOUT_EFFECT', 'repositories.include']]);
    expect(await codes(plan, repository('r1', 'web'), started, listed, inRun('RunPlanned'))).toEqual([]);
  });

  it('say that a run will have to wait for its window', async () => {
    const schedule = { cron: '0 3 * * *', timezone: 'Europe/Vienna' };
    const everything = { include: ['*'], exclude: [] };
    const at = (start: string, end: string) => planWith({ repositories: everything, schedule, window: { start, end } });
    expect(await warnings(at('22:00', '02:00'))).toEqual([
      {
        ...{ code: 'SCHEDULE_OUTSIDE_WINDOW', field: 'schedule' },
        message: 'The run of 2026-11-23T02:00:00.000Z will wait until the window opens at 2026-11-23T21:00:00.000Z.',
      },
    ]);
    expect(await warnings(at('22:00', '06:00'))).toEqual([]);
    expect(await warnings(planWith({ repositories: everything, window: { start: '22:00', end: '06:00' } }))).toEqual([]);
  });
});
