import type { PlanView } from '@holdfast/plans/contracts';
import type { RetentionView, RunView } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly field: string }[];
}

const schedule = { cron: '0 2 * * *', timezone: 'Europe/Vienna' };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);

describe('plans, over HTTP', () => {
  let scene: Scene;
  let organizationId: string;
  let planId: string;
  let credentialIds: readonly string[];

  beforeAll(async () => {
    scene = await Scene.open({ SIMULATOR_REPOSITORIES: '3', SIMULATOR_PULL_REQUESTS: '1' });
    ({ organizationId, planId, credentialIds } = await scene.prepare());
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const create = (name: string, more: object = {}) => scene.api.create('/plans', { name, organizationId, ...more });
  const refusal = async (method: string, path: string, body?: object) => {
    const { status, data } = await scene.api.request<ProblemBody>(method, path, body);
    return [status, data.code, ...(data.errors ?? []).map(({ field }) => field)];
  };
  const ended = (runId: string) =>
    waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );

  it('are edited part by part, paused, resumed, cloned and deleted, each by an event', async () => {
    const id = await create('Nightly', { schedule, retention: { daily: 7 } });
    expect((await scene.api.plan(id)).nextRunAt).toMatch(/T0[01]:00:00\.000Z$/);
    const edited = await scene.api.call<PlanView>('PATCH', `/plans/${id}`, { name: 'All nights', repositories: { exclude: ['*-old'] } });
    expect(edited).toMatchObject({
      name: 'All nights',
      repositories: { include: ['*'], exclude: ['*-old'] },
      schedule,
      retention: { daily: 7 },
    });
    await scene.api.call('POST', `/plans/${id}/pause`, { reason: 'maintenance' });
    expect(await scene.api.plan(id)).toMatchObject({ status: 'paused', pausedReason: 'maintenance', nextRunAt: null });
    await scene.api.call('POST', `/plans/${id}/resume`);
    const copy = await scene.api.create(`/plans/${id}/clone`, { name: 'Copy' });
    expect(await scene.api.plan(copy)).toMatchObject({ name: 'Copy', status: 'active', schedule, retention: { daily: 7 } });
    await scene.api.call('DELETE', `/plans/${id}`, { confirm: 'All nights' });
    expect(await refusal('GET', `/plans/${id}`)).toEqual([404, 'PLAN_NOT_FOUND']);
    const events = (await scene.api.audit(`planId=${id}`)).map(({ type }) => type).reverse();
    expect(events).toEqual(['PlanCreated', 'PlanEdited', 'PlanPaused', 'PlanResumed', 'PlanDeleted']);
  });

  it('are refused with each field that is wrong', async () => {
    const wrong = {
      ...{ schedule: { cron: '0 0 30 2 *', timezone: 'Mars/Olympus' }, window: { start: '22:00', end: '22:00' } },
      ...{ repositories: { include: ['{web,api}'] }, content: { metadata: ['issues'] }, retention: { sometimes: 1 } },
    };
    const fields = ['repositories.include', 'content.metadata', 'schedule.cron', 'schedule.timezone', 'window.end', 'retention'];
    expect(await refusal('POST', '/plans', { name: 'Nightly', organizationId, ...wrong })).toEqual([400, 'INVALID_REQUEST', ...fields]);
    expect(await refusal('PATCH', `/plans/${planId}`, wrong)).toEqual([400, 'INVALID_REQUEST', ...fields]);
  });

  it('wait for their window, also after a crash, and cannot be deleted meanwhile; a person may run one at once', async () => {
    const id = await create('In the window', { window: { start: inHours(2), end: inHours(3) } });
    const runId = await scene.api.create(`/plans/${id}/runs`);
    const waits = { status: 'throttled', waitsFor: 'window', tasks: { planned: null } };
    expect(await scene.api.run(runId)).toMatchObject(waits);
    expect(await refusal('DELETE', `/plans/${id}`, { confirm: 'In the window' })).toEqual([409, 'PLAN_IS_RUNNING']);
    await scene.kill();
    await scene.startAgain();
    const other = await create('At once', { window: { start: inHours(2), end: inHours(3) } });
    expect(await ended(await scene.api.create(`/plans/${other}/runs`, { ignoreWindow: true }))).toMatchObject({ status: 'completed' });
    const run: RunView = await scene.api.run(runId);
    expect(run).toMatchObject(waits);
    expect(Date.parse(run.resumesAt ?? '')).toBeGreaterThan(Date.now() + 3_600_000);
  });

  it('point out patterns without effect, and take new repositories by themselves', async () => {
    expect(await ended(await scene.api.create(`/plans/${planId}/runs`))).toMatchObject({ status: 'completed', tasks: { planned: 3 } });
    const { data } = await scene.api.request<{ warnings: PlanView['warnings'] }>('POST', '/plans', {
      ...{ name: 'Ghosts', organizationId },
      repositories: { include: ['*', 'ghost-*'], exclude: [] },
    });
    expect(data.warnings).toMatchObject([{ code: 'PATTERN_WITHOUT_EFFECT', field: 'repositories.include' }]);
    await scene.bitbucket.control('create-repository', { name: 'Brand new' });
    expect((await ended(await scene.api.create(`/plans/${planId}/runs`))).tasks).toMatchObject({ planned: 4 });
  });

  it('show what their retention would keep, and delete nothing', async () => {
    const shown = await scene.api.call<RetentionView>('GET', `/plans/${planId}/retention`);
    expect(shown).toMatchObject({ applied: false, rules: {} });
    expect(shown.items.flatMap(({ letGo }) => letGo)).toEqual([]);
    expect(shown.items).toHaveLength(4);
  });

  it('take no credential that was removed, and say so', async () => {
    const [removed = ''] = credentialIds;
    await scene.api.call('DELETE', `/organizations/${organizationId}/credentials/${removed}`);
    expect(await refusal('PUT', `/plans/${planId}/additional-credentials/${removed}`)).toEqual([409, 'CREDENTIAL_REMOVED']);
    expect(await refusal('PUT', `/plans/${planId}/additional-credentials/${planId}`)).toEqual([404, 'CREDENTIAL_NOT_FOUND']);
  });
});
