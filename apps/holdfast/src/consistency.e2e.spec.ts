import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { describedFetch } from '@holdfast/gateway/testing';
import type { OrganizationView } from '@holdfast/organizations/contracts';
import type { PlanView } from '@holdfast/plans/contracts';
import type { RunView } from '@holdfast/runs/contracts';
import { ADMINISTRATOR_TOKEN, asBody, Scene } from './testing/scene.ts';

describe('requests that are repeated, and changes of what somebody else has changed', () => {
  let scene: Scene;
  let organizationId: string;
  let planId: string;

  beforeAll(async () => {
    scene = await Scene.open({ SIMULATOR_REPOSITORIES: '2' });
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const send = async (method: string, path: string, options: { body?: object; headers?: Record<string, string> } = {}) => {
    const { body, headers = {} } = options;
    const response = await describedFetch(`${scene.holdfast.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMINISTRATOR_TOKEN}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, etag: response.headers.get('etag'), data: (text === '' ? {} : JSON.parse(text)) as { id: string } };
  };
  const keyed = (key: string, path: string, body?: object) =>
    send('POST', path, { ...(body && { body }), headers: { 'idempotency-key': key } });

  it('connects one organization for a key, though Holdfast is killed while it tries the credential', async () => {
    const { workspace, admin } = scene.bitbucket;
    const body = { name: 'Acme', workspace: workspace.slug, credential: asBody(admin) };
    const connect = () => keyed('connect once', '/organizations', body);
    const cut = connect().catch(() => null);
    await delay(20);
    await scene.kill();
    await cut;
    await scene.startAgain();
    const [first, again] = [await connect(), await connect()];
    expect(first.status).toBe(201);
    expect([again.status, again.data]).toEqual([first.status, first.data]);
    organizationId = first.data.id;
    expect((await scene.api.all<OrganizationView>('/organizations')).map(({ id }) => id)).toEqual([organizationId]);
  });

  it('creates one plan for a key, when it comes many times at once', async () => {
    const body = { name: 'Everything', organizationId };
    const answers = await Promise.all(Array.from({ length: 10 }, () => keyed('plan once', '/plans', body)));
    expect(new Set(answers.map(({ status, data }) => JSON.stringify([status, data]))).size).toBe(1);
    planId = answers[0]?.data.id ?? '';
    expect((await scene.api.all<PlanView>('/plans')).map(({ id }) => id)).toEqual([planId]);
  });

  it('starts one run for a key, and answers it each time, though a second one would be refused', async () => {
    const start = () => keyed('run once', `/plans/${planId}/runs`);
    const [first, again] = [await start(), await start()];
    expect(first.status).toBe(202);
    expect([again.status, again.data]).toEqual([first.status, first.data]);
    expect((await scene.api.all<RunView>('/runs')).map(({ id }) => id)).toEqual([first.data.id]);
  });

  it('changes a plan or an organization for who has seen it as it is, and for nobody else', async () => {
    const changes: [string, string, string, object[]][] = [
      [`/plans/${planId}`, 'PUT', `/plans/${planId}/additional-credentials`, [{ enabled: true }, { enabled: false }]],
      [`/organizations/${organizationId}`, 'PATCH', `/organizations/${organizationId}`, [{ name: 'Acme 1' }, { name: 'Acme 2' }]],
    ];
    for (const [path, method, change, [first = {}, second = {}]] of changes) {
      const seen = (await send('GET', path)).etag ?? '';
      expect(seen).toMatch(/^"\d+"$/);
      const statusOf = async (body: object, tag: string) => (await send(method, change, { body, headers: { 'if-match': tag } })).status;
      expect(await statusOf(first, seen)).toBeLessThan(300);
      expect(await statusOf(second, seen)).toBe(412);
      expect(await statusOf(second, (await send('GET', path)).etag ?? '')).toBeLessThan(300);
    }
  });
});
