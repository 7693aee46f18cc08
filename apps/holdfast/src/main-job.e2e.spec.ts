import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describedFetch } from '@holdfast/gateway/testing';
import type { SnapshotDetails } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareRefs } from './testing/compare-refs.ts';
import { filesHolding, formsOf, holdsOneOf } from './testing/leaks.ts';
import { asBody, Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

/** Long enough that a refused account stays away for a while: a sixtieth of it. */
const WINDOW_SECONDS = '120';

interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly missing?: readonly string[];
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

describe('the main job, over HTTP', () => {
  let scene: Scene;
  let ids: Awaited<ReturnType<Scene['prepare']>>;

  beforeAll(async () => {
    const simulator = { SIMULATOR_REPOSITORIES: '10', SIMULATOR_PULL_REQUESTS: '3', SIMULATOR_COMMENTS: '2' };
    const window = { BITBUCKET_RATE_WINDOW_SECONDS: WINDOW_SECONDS };
    scene = await Scene.open({ ...simulator, SIMULATOR_WINDOW_SECONDS: WINDOW_SECONDS }, window);
    ids = await scene.prepare();
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  it('lists every additional credential in the plan, enabled or not', async () => {
    const { additionalCredentials } = await scene.api.plan(ids.planId);
    expect(additionalCredentials.enabled).toBe(true);
    expect(additionalCredentials.credentials.map(({ id, enabled, status }) => ({ id, enabled, status }))).toEqual(
      ids.credentialIds.map((id) => ({ id, enabled: true, status: 'verified' })),
    );
  });

  it('backs up through all accounts, moves on when one is refused, and completes', async () => {
    const { api, bitbucket } = scene;
    const [first] = bitbucket.additional;
    const refusal = { path: '/pullrequests', times: 1, account: first?.account, effect: { kind: 'status', status: 429 } };
    await bitbucket.control('fault', refusal);
    const runId = await api.create(`/plans/${ids.planId}/runs`);
    const second = await api.request('POST', `/plans/${ids.planId}/runs`);
    expect(second).toMatchObject({ status: 409, data: { code: 'RUN_ALREADY_GOING' } });
    const run = await waitUntil(
      () => api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', tasks: { planned: 10, captured: 10, failed: 0, running: 0 }, missing: [] });
    expect(run.credentialSwitches.map(({ reason }) => reason)).toContain('RATE_LIMITED');
    expect(new Set(run.requests.byCredential.map(({ label }) => label))).toEqual(new Set(['primary', 'extra 1', 'extra 2']));
    const tasks = await api.tasks(runId);
    expect(tasks).toHaveLength(10);
    for (const task of tasks) expect(task).toMatchObject({ status: 'captured', attempts: 1, reason: null });
  });

  it('is throttled when every account is refused, says until when, goes on by itself, and completes', async () => {
    const { api, bitbucket } = scene;
    const [repository] = await api.repositories(ids.organizationId);
    const only = { include: [repository?.fullName] };
    const planId = await api.create('/plans', { name: 'The primary alone', organizationId: ids.organizationId, repositories: only });
    const refusal = { path: '/pullrequests', times: 1, account: bitbucket.admin.account, effect: { kind: 'status', status: 429 } };
    await bitbucket.control('fault', refusal);
    const runId = await api.create(`/plans/${planId}/runs`);
    const throttled = await waitUntil(
      () => api.run(runId),
      ({ status, endedAt }) => status === 'throttled' || endedAt !== null,
    );
    expect(throttled).toMatchObject({ status: 'throttled', resumesAt: expect.stringMatching(/^\d{4}-/) });
    const run = await waitUntil(
      () => api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', resumesAt: null, credentialSwitches: [] });
    expect(run.throttledPeriods.length).toBeGreaterThan(0);
  });

  it('restores a snapshot that equals its source ref by ref, and nothing over what exists', async () => {
    const { api, bitbucket, directory } = scene;
    for (const { id, fullName } of await api.repositories(ids.organizationId)) {
      const [snapshot] = await api.snapshots(id);
      expect(snapshot).toMatchObject({ repositoryId: id, status: 'stored', content: expect.arrayContaining(['git']), notCaptured: [] });
      const target = { kind: 'directory', path: join(directory, 'restored', id) };
      const restoreId = await api.create('/restores', { snapshotId: snapshot?.id, target });
      const restore = await waitUntil(
        () => api.restore(restoreId),
        ({ endedAt }) => endedAt !== null,
      );
      expect(restore).toMatchObject({ status: 'completed', notRestored: [] });
      const source = { gitUrl: bitbucket.gitUrl, fullName, token: bitbucket.admin.token };
      const comparison = await compareRefs(source, target.path);
      expect(comparison.differences).toEqual([]);
      const { refs } = await api.call<SnapshotDetails>('GET', `/snapshots/${snapshot?.id}`);
      expect(refs).toHaveLength(comparison.equal);
      const again = await api.request('POST', '/restores', { snapshotId: snapshot?.id, target });
      expect(again).toMatchObject({ status: 409, data: { code: 'RESTORE_TARGET_EXISTS' } });
    }
  });

  it('restores pull requests with their comments', async () => {
    const { api, directory } = scene;
    const repositories = await api.repositories(ids.organizationId);
    const records = await Promise.all(
      repositories.map(({ id }) => readFile(join(directory, 'restored', id, 'holdfast', 'pullrequests.jsonl'), 'utf8').catch(() => '')),
    );
    const pullRequests = records
      .flatMap((text) => text.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as object);
    expect(pullRequests.length).toBeGreaterThanOrEqual(10);
    expect(pullRequests[0]).toMatchObject({ pullrequest: { type: 'pullrequest' }, comments: expect.any(Array) });
  });

  it('finds nothing new in a second run, with hardly a request', async () => {
    const { api } = scene;
    const runId = await api.create(`/plans/${ids.planId}/runs`);
    const run = await waitUntil(
      () => api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', tasks: { planned: 10, captured: 0, unchanged: 10, failed: 0 }, bytes: 0 });
    const apiRequests = run.requests.byCredential.filter(({ bucket }) => bucket === 'api').reduce((sum, { count }) => sum + count, 0);
    expect(apiRequests).toBeLessThanOrEqual(11);
  });

  it('tells the story in the audit trail, each step with its actor', async () => {
    const entries = await scene.api.audit('');
    const actors = new Map(entries.map(({ type, actor }) => [type, actor]));
    for (const type of ['OrganizationConnected', 'AdditionalCredentialAdded', 'PlanCreated', 'PlanCredentialEnabled', 'RunRequested'])
      expect([type, actors.get(type)]).toEqual([type, 'token:administrator']);
    for (const type of ['TaskCaptured', 'SnapshotStored', 'AccountRateLimited', 'RestoreCompleted'])
      expect([type, actors.get(type)]).toEqual([type, expect.stringMatching(/^worker:/)]);
    expect(actors.get('RunCompleted')).toBe('saga:EndRunWhenTasksHaveEnded');
    const positions = entries.map(({ position }) => BigInt(position.split('/')[0] ?? ''));
    expect(positions).toEqual(positions.toSorted((a, b) => (a > b ? -1 : 1)));
  });

  describe('bad input', () => {
    const unknown = '01890000-0000-7000-8000-000000000000';

    /** Says who came and what was refused, not that anything is different now. */
    const records = /^(AccessTokenUsed|AccessRefused|CommandRefused|CommandRefusalsCounted|CredentialSecretOpened)$/;
    const changes = async () => (await scene.api.audit('')).filter(({ type }) => !records.test(type));

    /** What the trail holds before and after must be the same, but for such records and for the refusals of credentials. */
    async function changesNothing<T>(act: () => Promise<T>, refusals = 0): Promise<T> {
      const before = await changes();
      const result = await act();
      expect(await changes()).toHaveLength(before.length + refusals);
      return result;
    }

    it('is refused with 401 for a wrong token, and says no more', async () => {
      for (const authorization of ['Bearer wrong-token-wrong-token', 'Basic dXNlcjpwYXNz', '']) {
        const answer = await describedFetch(`${scene.holdfast.url}/api/v1/plans`, { headers: { authorization } });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(await answer.text()).not.toContain('wrong-token');
      }
    });

    it('is refused with 400 that names each field, and echoes no secret', async () => {
      const credential = { kind: 'api_token', email: 'nobody', token: 42, password: 'a-secret-in-a-wrong-place' };
      const body = { name: '', workspace: 'not a slug!', credential };
      const { status, data } = await changesNothing(() => scene.api.request<ProblemBody>('POST', '/organizations', body));
      expect(status).toBe(400);
      expect(new Set(data.errors?.map(({ field }) => field))).toEqual(
        new Set(['name', 'workspace', 'credential.email', 'credential.token', 'credential.password']),
      );
      expect(JSON.stringify(data)).not.toContain('a-secret-in-a-wrong-place');
    });

    it('is refused with 400 when it is no JSON, without quoting it', async () => {
      const headers = { authorization: 'Bearer the-administrator-of-the-test', 'content-type': 'application/json' };
      const answer = await describedFetch(`${scene.holdfast.url}/api/v1/organizations`, {
        method: 'POST',
        headers,
        body: '{"token": "half-a-secret',
      });
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain('half-a-secret');
    });

    it.each([
      ['GET', `/organizations/${unknown}`],
      ['GET', `/organizations/${unknown}/credentials`],
      ['GET', `/organizations/${unknown}/repositories`],
      ['GET', `/plans/${unknown}`],
      ['POST', `/plans/${unknown}/runs`],
      ['PUT', `/plans/${unknown}/additional-credentials/${unknown}`],
      ['GET', `/runs/${unknown}`],
      ['GET', `/runs/${unknown}/tasks`],
      ['GET', `/repositories/${unknown}/snapshots`],
      ['GET', `/snapshots/${unknown}`],
      ['GET', `/restores/${unknown}`],
      ['GET', '/plans/no-id-at-all'],
      ['GET', '/nothing-here'],
    ])('is refused with 404 for an unknown id: %s %s', async (method, path) => {
      const { status, data } = await changesNothing(() => scene.api.request(method, path));
      expect({ status, data }).toMatchObject({ status: 404, data: { status: 404, code: expect.stringMatching(/NOT_FOUND$/) } });
    });

    it('is refused with 404 for a credential of nobody in a plan', async () => {
      const path = `/plans/${ids.planId}/additional-credentials/${unknown}`;
      const { status } = await changesNothing(() => scene.api.request('PUT', path));
      expect(status).toBe(404);
    });

    it('is refused with 422 and the reason when the provider does not take the credential, and only that is recorded', async () => {
      const { workspace, admin, others } = scene.bitbucket;
      const add = (body: object) =>
        changesNothing(() => scene.api.request<ProblemBody>('POST', `/organizations/${ids.organizationId}/credentials`, body), 1);

      const wrong = await add({ label: 'wrong', kind: 'api_token', email: admin.email, token: 'ATATT3xFfGF0wrong' });
      expect(wrong).toMatchObject({ status: 422, data: { code: 'CREDENTIAL_REJECTED' } });
      expect(JSON.stringify(wrong.data)).not.toContain('ATATT3xFfGF0wrong');

      const lacking = await add({ label: 'lacking', ...asBody(others.withoutPullRequests) });
      expect(lacking).toMatchObject({ status: 422, data: { code: 'SCOPES_MISSING', missing: ['read:pullrequest:bitbucket'] } });

      const { username, password } = others.deadAppPassword;
      const dead = await add({ label: 'dead', kind: 'app_password', username, password });
      expect(dead).toMatchObject({ status: 422, data: { code: 'APP_PASSWORDS_REMOVED', detail: expect.stringContaining('API token') } });

      const connect = (slug: string, credential: object) =>
        changesNothing(() => scene.api.request<ProblemBody>('POST', '/organizations', { name: 'Other', workspace: slug, credential }), 1);
      expect(await connect(workspace.slug, asBody(others.nonAdmin))).toMatchObject({
        status: 422,
        data: { code: 'NOT_A_WORKSPACE_ADMIN' },
      });
      expect(await connect('no-such-place', asBody(admin))).toMatchObject({ status: 422, data: { code: 'WORKSPACE_NOT_FOUND' } });
    });
  });

  it('leaves no secret in any file, nor in what the process prints', async () => {
    const { admin, additional, others } = scene.bitbucket;
    const secrets = [admin, ...additional.slice(0, 2), others.withoutPullRequests].map(({ token }) => token);
    const all = [...secrets, others.deadAppPassword.password, 'the-administrator-of-the-test'];
    const forms = all.flatMap((secret) => formsOf(secret, admin.email));
    expect(await filesHolding(join(scene.directory, 'data'), forms)).toEqual([]);
    expect(holdsOneOf(scene.holdfast.child.output(), forms)).toBe(false);
  });
});
