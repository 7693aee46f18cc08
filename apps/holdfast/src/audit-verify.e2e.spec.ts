import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditVerification } from '@holdfast/audit/contracts';
import { HoldfastApi } from './testing/holdfast-api.ts';
import { startHoldfast } from './testing/workplace.ts';

const root = join(import.meta.dirname, '../../..');
const token = 'hf_the-administrators-token-of-the-proof';

let directory: string;
let data: string;
let environment: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-proof-'));
  data = join(directory, 'data');
  environment = { HOLDFAST_DATA_DIR: data, HOLDFAST_ADMIN_TOKEN: token };
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** As `npm run audit:verify` does. */
function auditVerify(): Promise<{ readonly code: number; readonly output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  const script = ['--disable-warning=ExperimentalWarning', '--import', './tools/typescript.mjs', 'apps/holdfast/src/audit/main.ts'];
  const options = { cwd: root, env: { ...process.env, ...environment } };
  execFile(process.execPath, script, options, (error, stdout, stderr) => {
    resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
  });
  return promise;
}

describe('npm run audit:verify', () => {
  it('says nothing of a trail that is not there', async () => {
    expect(await auditVerify()).toMatchObject({ code: 2, output: expect.stringContaining('There is no key file') as unknown });
  });

  it('finds the trail as it was, and names the event in it that was changed while Holdfast did not run', async () => {
    const holdfast = await startHoldfast(environment);
    const api = new HoldfastApi(holdfast.url, token);
    expect((await api.request('POST', '/tokens', { name: 'nightly', role: 'auditor' })).status).toBe(201);
    await api.call('POST', '/audit/anchors');
    expect(await api.call<AuditVerification>('GET', '/audit/verification')).toMatchObject({ ok: true, anchors: 1 });
    expect(await auditVerify()).toMatchObject({ code: 2, output: expect.stringContaining('Holdfast runs on this event store') as unknown });
    await holdfast.child.stop();

    expect(await auditVerify()).toMatchObject({ code: 0, output: expect.stringMatching(/^ok: \d+ events are as they were/) as unknown });
    const database = new DatabaseSync(join(data, 'events', 'events.db'));
    const change = `UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 'auditor', 'administrator') AS BLOB)`;
    expect(database.prepare(`${change} WHERE type = 'AccessTokenCreated'`).run().changes).toBe(1);
    database.close();
    const { code, output } = await auditVerify();
    expect(code).toBe(1);
    expect(output).toMatch(/^NOT ok: changed, event number \d+ \(AccessTokenCreated \S+ in access-tokens\)/);
  });
});
