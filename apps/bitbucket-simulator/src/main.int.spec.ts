import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('prints one line with everything a client needs, and leaves on SIGTERM', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--import', './tools/typescript.mjs', 'apps/bitbucket-simulator/src/main.ts'];
  const env = { PATH: process.env['PATH'], SIMULATOR_REPOSITORIES: '1', SIMULATOR_WORKSPACE: 'initech' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const ready = JSON.parse(line) as { apiUrl: string; gitUrl: string; workspace: { slug: string }; credentials: Record<string, unknown> };
  const answer = await fetch(`${ready.apiUrl}/repositories/${ready.workspace.slug}`);
  child.kill('SIGTERM');
  expect([answer.status, await ended, ready.workspace.slug]).toEqual([200, 0, 'initech']);
  const expected = ['admin', 'additional', 'withoutPullRequests', 'nonAdmin', 'stranger', 'workspaceAccessToken', 'deadAppPassword'];
  expect(Object.keys(ready.credentials)).toEqual(expect.arrayContaining(expected));
  expect(ready.credentials['additional']).toHaveLength(7);
});
