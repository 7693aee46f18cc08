import { join } from 'node:path';
import type { CredentialView, FeatureView, OrganizationView } from '@holdfast/organizations/contracts';
import type { AccountView } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filesHolding, formsOf, holdsOneOf, ProcessWatch } from './testing/leaks.ts';
import { ADMINISTRATOR_TOKEN, asBody, Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';
import type { SimulatedCredential } from './testing/workplace.ts';

const REPOSITORIES = 8;

interface ProblemBody {
  readonly code: string;
  readonly detail: string;
}

describe('credentials of every kind, over HTTP', () => {
  let scene: Scene;
  let watch: ProcessWatch;
  let organizationId: string;
  let primaryId: string;
  let planId: string;
  const ids: Record<string, string> = {};
  /** Secrets beyond those that the simulator began with. */
  const issued: string[] = [];

  beforeAll(async () => {
    // Little enough that a run needs several accounts.
    const limits = { BITBUCKET_RATE_WINDOW_SECONDS: '20', BITBUCKET_LIMIT_API: '12', BITBUCKET_LIMIT_GIT: '40' };
    scene = await Scene.open({ SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '2' }, limits);
    watch = new ProcessWatch();
    const { workspace, admin } = scene.bitbucket;
    const credential = { ...asBody(admin), expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString() };
    organizationId = await scene.api.create('/organizations', { name: 'Acme', workspace: workspace.slug, credential });
    primaryId = (await organization()).credentials.primary ?? '';
    planId = await scene.api.create('/plans', { name: 'Everything', organizationId });
    await scene.api.call('PUT', `/plans/${planId}/additional-credentials`, { enabled: true });
  });

  afterAll(async () => {
    watch[Symbol.dispose]();
    await scene[Symbol.asyncDispose]();
  });

  const organization = () => scene.api.call<OrganizationView>('GET', `/organizations/${organizationId}`);
  const path = (id: string) => `/organizations/${organizationId}/credentials/${id}`;
  const credential = (id: string) => scene.api.call<CredentialView>('GET', path(id));
  const codesOf = ({ problems }: CredentialView) => problems.map(({ code }) => code);
  const usable = ({ features }: CredentialView) => features.filter((feature: FeatureView) => feature.usable).map(({ feature }) => feature);

  async function add(label: string, body: object): Promise<CredentialView> {
    const id = await scene.api.create(`/organizations/${organizationId}/credentials`, { label, ...body });
    ids[label] = id;
    await scene.api.call('PUT', `/plans/${planId}/additional-credentials/${id}`);
    return credential(id);
  }

  async function refusal(body: object): Promise<ProblemBody & { readonly status: number }> {
    const { status, data } = await scene.api.request<ProblemBody>('POST', `/organizations/${organizationId}/credentials`, body);
    return { ...data, status };
  }

  async function run() {
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    return waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
  }

  async function newToken({ account }: SimulatedCredential): Promise<SimulatedCredential> {
    const token = await scene.bitbucket.control<SimulatedCredential>('issue-api-token', { account });
    issued.push(token.token);
    return token;
  }

  it('says who the primary is, what it may be used for, and when it ends', async () => {
    const primary = await credential(primaryId);
    expect(primary).toMatchObject({ role: 'primary', membership: { member: true, administrator: true }, failure: null });
    expect(usable(primary)).toEqual(['code', 'pull_requests', 'settings', 'webhooks', 'pipelines', 'snippets']);
    expect(primary.features.at(-1)).toEqual({
      ...{ feature: 'restore', usable: false },
      missingScopes: ['write:repository:bitbucket', 'write:pullrequest:bitbucket'],
    });
    expect(codesOf(primary)).toEqual(['EXPIRES_SOON']);
    expect(primary.enabledInPlans).toEqual([planId]);
  });

  it('counts what it sent to try the primary', async () => {
    const { account } = await credential(primaryId);
    const spent = async () => {
      const { items } = await scene.api.call<{ readonly items: readonly AccountView[] }>('GET', '/accounts');
      return items.find(({ id }) => id === account.id)?.buckets.find(({ bucket }) => bucket === 'api')?.spent;
    };
    expect(await waitUntil(spent, (requests = 0) => requests > 0)).toBe(4);
  });

  it('takes two tokens of one account, and says that they share its quota', async () => {
    const twin = await add('twin', asBody(scene.bitbucket.others.adminSecondToken));
    expect(twin).toMatchObject({ account: { id: (await credential(primaryId)).account.id }, sharesAccountWith: [primaryId] });
    expect(codesOf(twin)).toEqual(['SHARES_ACCOUNT']);
    expect((await credential(primaryId)).sharesAccountWith).toEqual([twin.id]);
  });

  it('takes access tokens of a workspace, a project and a repository, and says what each does not see', async () => {
    const { workspaceAccessToken, projectAccessToken, repositoryAccessToken } = scene.bitbucket.others;
    const all = await add('workspace', { kind: 'access_token', token: workspaceAccessToken.token });
    expect(all).toMatchObject({ account: { id: workspaceAccessToken.account }, membership: { member: null, administrator: true } });
    expect([all.repositoriesNotSeen, codesOf(all)]).toEqual([{ count: 0, examples: [] }, []]);
    expect(usable(all)).toContain('webhooks');
    const ofProject = await add('project', { kind: 'access_token', token: projectAccessToken.token });
    expect(ofProject.repositoriesNotSeen?.count).toBeGreaterThan(0);
    const ofOne = await add('repository', { kind: 'access_token', token: repositoryAccessToken.token });
    expect(ofOne).toMatchObject({ membership: { administrator: false }, repositoriesNotSeen: { count: REPOSITORIES - 1 } });
    expect(codesOf(ofOne)).toEqual(['NOT_A_WORKSPACE_ADMIN', 'REPOSITORIES_NOT_SEEN']);
    for (const label of ['project', 'repository']) await scene.api.call('DELETE', path(ids[label] ?? ''));
  });

  it('takes an OAuth consumer, which is an account of its own, and a further account', async () => {
    const { key, secret } = scene.bitbucket.others.oauthConsumer;
    const consumer = await add('consumer', { kind: 'oauth_consumer', key, secret });
    expect(consumer).toMatchObject({ account: { id: key }, identity: key, kind: 'oauth_consumer', sharesAccountWith: [] });
    const [second] = scene.bitbucket.additional;
    if (second) expect(await add('second', asBody(second))).toMatchObject({ status: 'verified', repositoriesNotSeen: { count: 0 } });
  });

  it('refuses what is no good, and says what to do instead', async () => {
    const { stranger, expired, deadAppPassword } = scene.bitbucket.others;
    expect(await refusal({ label: 'x', ...asBody(stranger) })).toMatchObject({ status: 422, code: 'WORKSPACE_NOT_FOUND' });
    expect(await refusal({ label: 'x', ...asBody(expired) })).toMatchObject({ status: 422, code: 'CREDENTIAL_REJECTED' });
    const { username, password } = deadAppPassword;
    const dead = await refusal({ label: 'x', kind: 'app_password', username, password });
    expect(dead).toMatchObject({
      status: 422,
      code: 'APP_PASSWORDS_REMOVED',
      detail: expect.stringContaining('read:repository:bitbucket'),
    });
  });

  it('connects a workspace once', async () => {
    const body = { name: 'Again', workspace: scene.bitbucket.workspace.slug, credential: asBody(scene.bitbucket.admin) };
    const again = await scene.api.request('POST', '/organizations', body);
    expect(again).toMatchObject({ status: 409, data: { code: 'WORKSPACE_ALREADY_CONNECTED', organizationId } });
  });

  it('renames organization and credential', async () => {
    expect(await scene.api.call('PATCH', `/organizations/${organizationId}`, { name: 'Acme Ltd' })).toMatchObject({ name: 'Acme Ltd' });
    expect(await scene.api.call('PATCH', path(ids['second'] ?? ''), { label: 'night shift' })).toMatchObject({ label: 'night shift' });
    const taken = await scene.api.request('PATCH', path(ids['twin'] ?? ''), { label: 'Night Shift' });
    expect(taken).toMatchObject({ status: 409, data: { code: 'CREDENTIAL_LABEL_TAKEN' } });
    const { additionalCredentials } = await scene.api.plan(planId);
    expect(additionalCredentials.credentials.map(({ label }) => label)).toContain('night shift');
  });

  it('backs up with all kinds together', async () => {
    const { status, requests, tasks } = await run();
    expect({ status, tasks }).toMatchObject({ status: 'completed', tasks: { planned: REPOSITORIES, captured: REPOSITORIES } });
    expect(new Set(requests.byCredential.map(({ label }) => label)).size).toBeGreaterThan(2);
  });

  it("replaces the primary's secret by one of the same account, and by no other", async () => {
    const [second] = scene.bitbucket.additional;
    if (!second) throw new Error('the simulator has another account');
    const wrong = await scene.api.request('PUT', `${path(primaryId)}/secret`, asBody(await newToken(second)));
    expect(wrong).toMatchObject({ status: 422, data: { code: 'CREDENTIAL_OF_ANOTHER_ACCOUNT' } });
    const next = await newToken(scene.bitbucket.admin);
    const rotated = await scene.api.call<CredentialView>('PUT', `${path(primaryId)}/secret`, asBody(next));
    expect(rotated).toMatchObject({ id: primaryId, status: 'verified', expiresAt: null });
    await scene.bitbucket.control('revoke', { credential: scene.bitbucket.admin.label });
    expect(await scene.api.call<CredentialView>('POST', `${path(primaryId)}/verifications`)).toMatchObject({ status: 'verified' });
    expect(await run()).toMatchObject({ status: 'completed' });
  });

  it('shows of a credential that fails why, and which plans have to do without it', async () => {
    await scene.bitbucket.control('revoke', { credential: scene.bitbucket.others.workspaceAccessToken.label });
    const failing = await scene.api.call<CredentialView>('POST', `${path(ids['workspace'] ?? '')}/verifications`);
    expect(failing).toMatchObject({
      status: 'failing',
      problems: [{ code: 'CREDENTIAL_REJECTED' }],
      failure: { code: 'CREDENTIAL_REJECTED', plans: [{ id: planId, name: 'Everything' }] },
    });
  });

  it('takes a removed credential out of the plan and of the run that is going on, which completes with the others', async () => {
    for (const { fullName } of await scene.api.repositories(organizationId)) {
      await scene.bitbucket.control('push', { repository: fullName.split('/')[1], branch: 'news', commits: 1 });
    }
    await scene.bitbucket.control('fault', { path: 'git-upload-pack', times: 4, effect: { kind: 'slow', milliseconds: 300 } });
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    await waitUntil(
      () => scene.api.run(runId),
      ({ tasks, endedAt }) => tasks.running > 0 || endedAt !== null,
    );
    for (const label of ['consumer', 'second']) await scene.api.call('DELETE', path(ids[label] ?? ''));
    const ended = await waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(ended).toMatchObject({ status: 'completed', tasks: { planned: REPOSITORIES, failed: 0 } });
    const listed = await waitUntil(
      () => scene.api.plan(planId),
      ({ additionalCredentials }) => additionalCredentials.credentials.length === 2,
    );
    expect(listed.additionalCredentials.credentials.map(({ label }) => label)).toEqual(['twin', 'workspace']);
  });

  it('disconnects once no plan uses it, and keeps its backups', async () => {
    const inUse = await scene.api.request('DELETE', `/organizations/${organizationId}`, { confirm: 'Acme Ltd' });
    expect(inUse).toMatchObject({ status: 409, data: { code: 'ORGANIZATION_IN_USE', plans: [{ id: planId, name: 'Everything' }] } });
    await scene.api.call('DELETE', `/plans/${planId}`, { confirm: 'Everything' });
    const mistyped = await scene.api.request('DELETE', `/organizations/${organizationId}`, { confirm: 'Acme' });
    expect(mistyped).toMatchObject({ status: 409, data: { code: 'NOT_CONFIRMED' } });
    await scene.api.call('DELETE', `/organizations/${organizationId}`, { confirm: 'Acme Ltd' });
    expect(await organization()).toMatchObject({ status: 'disconnected', credentials: { primary: null, additional: 0 } });
    expect(await scene.api.all('/organizations')).toEqual([]);
    expect(await scene.api.repositories(organizationId)).toHaveLength(REPOSITORIES);
    expect(await filesHolding(join(scene.directory, 'data', 'secrets'), ['age-encryption.org'])).toEqual([]);
  });

  it('has left no secret in any file, event, log or argument list: kept, replaced, refused or removed', async () => {
    const { admin, additional, others } = scene.bitbucket;
    const tokens = [admin, ...additional, others.adminSecondToken, others.stranger, others.expired].map(({ email, token }) => [
      token,
      email,
    ]);
    const accessTokens = [others.workspaceAccessToken, others.projectAccessToken, others.repositoryAccessToken].map(({ token }) => [token]);
    const { oauthConsumer, deadAppPassword } = others;
    const pairs = [
      ...[...tokens, ...accessTokens, ...issued.map((token) => [token])],
      ...[[oauthConsumer.secret, oauthConsumer.key], [deadAppPassword.password, deadAppPassword.username], [ADMINISTRATOR_TOKEN]],
    ];
    const forms = pairs.flatMap(([secret = '', login]) => formsOf(secret, login));
    expect(await filesHolding(join(scene.directory, 'data'), forms)).toEqual([]);
    expect(holdsOneOf(scene.holdfast.child.output(), forms)).toBe(false);
    expect(holdsOneOf(JSON.stringify(await scene.api.audit('')), forms)).toBe(false);
    expect(holdsOneOf(watch.argumentLists, forms)).toBe(false);
    // The watch saw what there was to see.
    if (process.platform === 'linux') expect(watch.argumentLists).toMatch(/git .*(fetch|ls-remote)/);
  });
});
