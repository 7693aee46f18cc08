import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@holdfast/audit/contracts';
import { describedFetch } from '@holdfast/gateway/testing';
import { HoldfastApi } from './testing/holdfast-api.ts';
import { startHoldfast, type StartedHoldfast } from './testing/workplace.ts';

const token = 'hf_the-administrators-token-of-the-trail';
const unknownId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const everything = { repositories: { include: ['*'], exclude: [] } };

let directory: string;
let holdfast: StartedHoldfast;
let api: HoldfastApi;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-trail-'));
  holdfast = await startHoldfast({ HOLDFAST_DATA_DIR: join(directory, 'data'), HOLDFAST_ADMIN_TOKEN: token });
  api = new HoldfastApi(holdfast.url, token);
});

afterAll(async () => {
  await holdfast.child.stop();
  await rm(directory, { recursive: true, force: true });
});

const get = (path: string, accept: string) =>
  describedFetch(`${holdfast.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, accept } });

describe('the trail of an installation', () => {
  it('shows a command that was refused, from where, to who asks next', async () => {
    const name = '=cmd|calc';
    expect((await api.request('POST', '/plans', { name, organizationId: unknownId, ...everything })).status).toBe(404);
    const [refused, ...more] = await api.audit('type=CommandRefused');
    expect(more).toEqual([]);
    const data = { command: 'CreatePlan', organizationId: unknownId };
    expect(refused).toMatchObject({ actor: 'token:administrator', data, reason: expect.any(String) as unknown });
    expect(refused?.from).toMatch(/127\.0\.0\.1|::1/);
    expect(JSON.stringify(refused)).not.toContain('calc');
    expect(await api.audit(`organizationId=${unknownId}`)).toEqual([refused]);
  });

  it('shows a token that was made and used, before and after, and exports it', async () => {
    await api.create('/tokens', { name: 'nightly', role: 'auditor' });
    const [made] = await api.audit('type=AccessTokenCreated');
    expect(made).toMatchObject({ summary: 'Access token created: nightly', before: null, after: { name: 'nightly', role: 'auditor' } });
    const csv = await (await get('/audit?type=AccessTokenCreated', 'text/csv')).text();
    expect(csv.split('\r\n')).toHaveLength(3);
    const lines = await (await get('/audit?q=nightly', 'application/x-ndjson')).text();
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEntry),
    ).toEqual([made]);
  });

  it('gives its anchors out as they stand beside the store', async () => {
    const anchor = await api.call<object>('POST', '/audit/anchors');
    const copies = await readFile(join(directory, 'data', 'audit-anchors.jsonl'), 'utf8');
    expect(await (await get('/audit/anchors', 'application/x-ndjson')).text()).toBe(copies);
    const list = await api.call<{ publicKey: string; items: readonly object[] }>('GET', '/audit/anchors');
    expect(list.items).toEqual([anchor]);
    expect(anchor).toMatchObject({ publicKey: list.publicKey });
  });

  it.each(['/organizations', '/plans'])('answers what %s did not hold yet with 404', async (path) => {
    const { status, data } = await api.request<{ detail: string }>('GET', `${path}/${unknownId}?at=2026-01-01`);
    expect(status).toBe(404);
    expect(data.detail).toMatch(/^At 2026-01-01T00:00:00\.000Z: /);
  });
});
