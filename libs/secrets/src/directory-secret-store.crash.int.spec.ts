import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DirectorySecretStore } from './directory-secret-store.ts';
import { openKeyFile } from './key-file.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const script = fileURLToPath(new URL('testing/put-secrets-until-killed.ts', import.meta.url));
const node = join(workspace, 'node_modules/.bin/node');

async function killAfter(acknowledgements: number, args: string[]): Promise<string[]> {
  const child = spawn(node, ['--import', './tools/typescript.mjs', script, ...args], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    acknowledged.push(id);
    if (acknowledged.length === acknowledgements) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return acknowledged;
}

describe('DirectorySecretStore after kill -9', () => {
  it.each([1, 7, 40])('has every secret that was acknowledged and no half secret (%i)', async (acknowledgements) => {
    const directory = await temporaryDirectory();
    const keyFile = join(directory, 'holdfast.key');
    const acknowledged = await killAfter(acknowledgements, [join(directory, 'secrets'), keyFile]);
    const { key, created } = await openKeyFile(keyFile, () => new Date());
    const secrets = new DirectorySecretStore(join(directory, 'secrets'), key);
    const ids = await secrets.ids();

    expect(created).toBe(false);
    expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgements);
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
    for (const id of ids) expect((await secrets.get(id)).reveal()).toEqual({ token: `token of ${id}` });
  });
});
