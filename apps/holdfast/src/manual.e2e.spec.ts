import type { AuditEntry } from '@holdfast/audit/contracts';
import type { CredentialView } from '@holdfast/organizations/contracts';
import type { RunView } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asBody, Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';
import type { SimulatedCredential } from './testing/workplace.ts';

const ADMINISTRATOR = 'token:administrator';

/** What the administrator's manual says, step by step. Each step builds on the one before. */
describe('the manual, as an administrator follows it', () => {
  let scene: Scene;
  let organizationId: string;
  let planId: string;
  let credentialId: string;
  let bob: SimulatedCredential;

  const credentials = () => `/organizations/${organizationId}/credentials`;
  const credential = () => scene.api.call<CredentialView>('GET', `${credentials()}/${credentialId}`);

  async function runOfThePlan(): Promise<RunView> {
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    return waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
  }

  const labelsOf = (run: RunView) => [...new Set(run.requests.byCredential.map(({ label }) => label))].toSorted();

  beforeAll(async () => {
    scene = await Scene.open({ SIMULATOR_REPOSITORIES: '6', SIMULATOR_PULL_REQUESTS: '2', SIMULATOR_COMMENTS: '1' });
    const [first] = scene.bitbucket.additional;
    if (!first) throw new Error('the simulator has no further account');
    bob = first;
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  it('prepares: the workspace is connected, and a plan backs it up with the primary account alone', async () => {
    const { api, bitbucket } = scene;
    const connection = { name: 'Acme', workspace: bitbucket.workspace.slug, credential: asBody(bitbucket.admin) };
    organizationId = await api.create('/organizations', connection);
    planId = await api.create('/plans', { name: 'Nightly', organizationId });
    const run = await runOfThePlan();
    expect(run).toMatchObject({ status: 'completed', tasks: { planned: 6, captured: 6, failed: 0 } });
    expect(labelsOf(run)).toEqual(['primary']);
  });

  it('learns what to create instead of the app password that the manual used to ask for', async () => {
    const { username, password } = scene.bitbucket.others.deadAppPassword;
    const refused = await scene.api.request('POST', credentials(), { label: 'old', kind: 'app_password', username, password });
    expect(refused).toMatchObject({ status: 422, data: { code: 'APP_PASSWORDS_REMOVED', detail: expect.stringContaining('API token') } });
  });

  it('adds an additional credential, and is told who it is, what it may do, and that no plan uses it yet', async () => {
    credentialId = await scene.api.create(credentials(), { label: 'bob', ...asBody(bob) });
    expect(await credential()).toMatchObject({
      ...{ label: 'bob', role: 'additional', kind: 'api_token', identity: bob.email, status: 'verified', failure: null },
      ...{ membership: { member: true, administrator: true }, sharesAccountWith: [], enabledInPlans: [], addedBy: ADMINISTRATOR },
      features: expect.arrayContaining([{ feature: 'code', usable: true, missingScopes: [] }]),
    });
    const { additionalCredentials } = await scene.api.plan(planId);
    expect(additionalCredentials).toMatchObject({ enabled: false, credentials: [{ id: credentialId, label: 'bob', enabled: false }] });
    expect(labelsOf(await runOfThePlan())).toEqual(['primary']);
  });

  it('enables it in the plan, runs, and sees it used', async () => {
    const { api, bitbucket } = scene;
    await api.call('PUT', `/plans/${planId}/additional-credentials`, { enabled: true });
    await api.call('PUT', `/plans/${planId}/additional-credentials/${credentialId}`);
    expect((await credential()).enabledInPlans).toEqual([planId]);
    for (const { fullName } of await api.repositories(organizationId))
      await bitbucket.control('push', { repository: fullName.split('/')[1], branch: 'main' });
    const run = await runOfThePlan();
    expect(run.status).toBe('completed');
    expect(labelsOf(run)).toEqual(['bob', 'primary']);
  });

  it('rotates its secret: a token of the same account is taken, one of another account is not', async () => {
    const { api, bitbucket } = scene;
    const ofAnother = await api.request('PUT', `${credentials()}/${credentialId}/secret`, asBody(bitbucket.additional[1] ?? bob));
    expect(ofAnother).toMatchObject({ status: 422, data: { code: 'CREDENTIAL_OF_ANOTHER_ACCOUNT' } });
    const issued = await bitbucket.control<{ email: string; token: string }>('issue-api-token', { account: bob.account });
    await api.call('PUT', `${credentials()}/${credentialId}/secret`, { kind: 'api_token', email: issued.email, token: issued.token });
    bob = { ...bob, token: issued.token };
    expect(await credential()).toMatchObject({ status: 'verified', enabledInPlans: [planId] });
    const run = await runOfThePlan();
    expect(run.status).toBe('completed');
  });

  it('finds out that it fails, why, and which plan that hurts; it cannot be enabled anew meanwhile', async () => {
    const { api, bitbucket } = scene;
    await bitbucket.control('membership', { account: bob.account, role: 'none' });
    const tried = await api.call<CredentialView>('POST', `${credentials()}/${credentialId}/verifications`);
    expect(tried).toMatchObject({ status: 'failing', failure: { plans: [{ id: planId, name: 'Nightly' }], code: expect.any(String) } });
    const otherPlan = await api.create('/plans', { name: 'Weekly', organizationId });
    const refused = await api.request('PUT', `/plans/${otherPlan}/additional-credentials/${credentialId}`);
    expect(refused.status).toBe(409);
    const run = await runOfThePlan();
    expect(run.status).toBe('completed');
    expect(labelsOf(run)).toEqual(['primary']);
  });

  it('removes it: it is in no plan any more, and the runs go on with the others', async () => {
    const { api } = scene;
    await api.call('DELETE', `${credentials()}/${credentialId}`);
    expect(await api.request('GET', `${credentials()}/${credentialId}`)).toMatchObject({ status: 404 });
    const plan = await waitUntil(
      () => api.plan(planId),
      ({ additionalCredentials }) => additionalCredentials.credentials.length === 0,
    );
    expect(plan.additionalCredentials.enabled).toBe(true);
    expect(await runOfThePlan()).toMatchObject({ status: 'completed', tasks: { failed: 0 } });
  });

  it('finds each step in the audit trail, with its actor, in the order of the days', async () => {
    const { api } = scene;
    const story = (await api.audit('')).toReversed();
    const steps = ({ data }: AuditEntry) => (data as { readonly credentialId?: string }).credentialId === credentialId;
    expect(story.filter(steps).map(({ type, actor }) => `${type} by ${actor.split(':')[0] ?? ''}`)).toEqual(
      expect.arrayContaining([
        'AdditionalCredentialAdded by token',
        'PlanCredentialEnabled by token',
        'CredentialRotationRefused by token',
        'CredentialSecretRotated by token',
        'CredentialFailedVerification by token',
        'AdditionalCredentialRemoved by token',
        'PlanCredentialDisabled by saga',
      ]),
    );
    const about = (type: string) => story.find((entry) => entry.type === type);
    expect(about('AdditionalCredentialRejected')).toMatchObject({
      actor: ADMINISTRATOR,
      data: { refusal: { code: 'APP_PASSWORDS_REMOVED' } },
    });
    expect(about('PlanCredentialEnabled')).toMatchObject({ actor: ADMINISTRATOR, subject: `plan-${planId}` });
    const removed = about('AdditionalCredentialRemoved');
    expect(about('PlanCredentialDisabled')).toMatchObject({ correlationId: removed?.correlationId, causationId: removed?.eventId });
  });

  it('leaves no secret in what was answered on the way', async () => {
    const everything = JSON.stringify(await scene.api.audit('')) + scene.holdfast.child.output();
    for (const secret of [bob.token, scene.bitbucket.admin.token, scene.bitbucket.others.deadAppPassword.password])
      expect(everything.includes(secret)).toBe(false);
  });
});
