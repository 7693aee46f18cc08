import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { basic, call } from './testing/api-client.ts';
import type { Json } from './testing/json.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 4, pullRequests: 0, bigFileBytes: 0 } });
});
afterAll(() => simulator.close());

async function batch(
  operation: string,
  objects: object[],
  token = simulator.credentials.admin.token,
): Promise<{ status: number; objects: Json[] }> {
  const response = await fetch(`${simulator.gitUrl}/acme/infrastructure.git/info/lfs/objects/batch`, {
    method: 'POST',
    headers: { authorization: basic('x-bitbucket-api-token-auth', token), accept: 'application/vnd.git-lfs+json' },
    body: JSON.stringify({ operation, transfers: ['basic'], objects }),
  });
  const { objects: answered = [] } = response.ok ? ((await response.json()) as { objects: Json[] }) : {};
  return { status: response.status, objects: answered };
}

async function pointers(): Promise<{ oid: string; size: number }[]> {
  const { admin } = simulator.credentials;
  const { text } = await call(simulator, admin, '/repositories/acme/infrastructure/src/main/assets/poster.psd');
  const [, oid = '', size = ''] = /oid sha256:([0-9a-f]{64})\nsize (\d+)/.exec(text) ?? [];
  return [{ oid, size: Number(size) }];
}

describe('a download', () => {
  it('is redirected to the storage, which wants no credentials of Bitbucket', async () => {
    const { admin } = simulator.credentials;
    const [file] = (await call(simulator, admin, '/repositories/acme/web/downloads')).body.values;
    const redirected = await call(simulator, admin, file!.links.self.href);
    const location = redirected.headers.get('location') ?? '';
    expect([redirected.status, new URL(location).origin === new URL(simulator.apiUrl).origin]).toEqual([302, false]);
    const plain = await fetch(location);
    expect([plain.status, (await plain.arrayBuffer()).byteLength]).toEqual([200, file?.size]);
    expect((await fetch(location, { headers: { authorization: 'Basic abc' } })).status).toBe(400);
    expect((await fetch(location.replace(/signature=.{8}/, 'signature=00000000'))).status).toBe(403);
  });
});

describe('LFS', () => {
  it('hands out what a pointer names', async () => {
    const wanted = await pointers();
    const [object] = (await batch('download', wanted)).objects;
    const content = Buffer.from(await (await fetch(object!.actions.download.href)).arrayBuffer());
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([wanted[0]?.size, wanted[0]?.oid]);
  });

  it('says which object is missing', async () => {
    const [object] = (await batch('download', [{ oid: 'a'.repeat(64), size: 1 }])).objects;
    expect(object?.error.code).toBe(404);
  });

  it('takes an object that has its oid, once, from those who may write', async () => {
    const content = Buffer.from('poster');
    const wanted = { oid: createHash('sha256').update(content).digest('hex'), size: content.length };
    expect((await batch('upload', [wanted])).status).toBe(403);
    const { restore } = simulator.credentials;
    const [object] = (await batch('upload', [wanted], restore.token)).objects;
    const href = object!.actions.upload.href;
    expect((await fetch(href, { method: 'PUT', body: 'something else' })).status).toBe(400);
    expect((await fetch(href, { method: 'PUT', body: content })).status).toBe(200);
    expect((await batch('upload', [wanted], restore.token)).objects).toEqual([wanted]);
  });

  it('asks for credentials', async () => {
    const response = await fetch(`${simulator.gitUrl}/acme/infrastructure.git/info/lfs/objects/batch`, {
      method: 'POST',
      body: '{"operation":"download","objects":[]}',
    });
    expect(response.status).toBe(401);
  });
});
