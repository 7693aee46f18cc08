import { describe, expect, it } from '@jest/globals';
import { Decrypter } from 'age-encryption';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DirectoryObjectStore } from './directory-object-store.ts';
import { aKey } from './testing/a-key.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import type { VaultKey } from './vault-key.ts';
import { Vault } from './vault.ts';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const script = fileURLToPath(new URL('testing/back-up-until-killed.ts', import.meta.url));
const node = join(workspace, 'node_modules/.bin/node');

/** Kills the process when it has acknowledged so many snapshots and is writing the next one. */
async function killAfter(acknowledgements: number, args: string[], key: VaultKey, isWriting: () => Promise<boolean>): Promise<string[]> {
  const child = spawn(node, ['--import', './tools/typescript.mjs', script, ...args], {
    cwd: workspace,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(key));
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const digest of createInterface({ input: child.stdout })) {
    acknowledged.push(digest);
    if (acknowledged.length < acknowledgements) continue;
    while (!(await isWriting()));
    child.kill('SIGKILL');
  }
  await exited;
  return acknowledged;
}

async function sha256OfPlaintext(file: string, key: VaultKey): Promise<string> {
  const age = new Decrypter();
  age.addIdentity(key.identity);
  return createHash('sha256')
    .update(await age.decrypt(await readFile(file)))
    .digest('hex');
}

const allOf = async (names: AsyncIterable<string>): Promise<string[]> => (await Readable.from(names).toArray()) as string[];

describe('Vault after kill -9', () => {
  it.each([1, 2, 4])('holds whole objects only, and all of every snapshot that was acknowledged (%i)', async (acknowledgements) => {
    const base = await temporaryDirectory();
    const [directory, spool] = [join(base, 'vault'), join(base, 'spool')];
    await mkdir(spool);
    const key = await aKey();
    const isWriting = async (): Promise<boolean> => (await readdir(join(directory, '.incoming'))).length > 0;
    const acknowledged = await killAfter(acknowledgements, [directory, spool], key, isWriting);

    const anHourLater = new Date(Date.now() + 2 * 60 * 60 * 1000);
    const objects = await DirectoryObjectStore.open(directory, () => anHourLater);
    const vault = new Vault({ objects, key });
    const names = await allOf(objects.list('objects/'));
    const digests = await allOf(vault.manifestDigests());

    expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgements);
    expect(names.length).toBeGreaterThanOrEqual(3 * acknowledgements);
    for (const name of names) expect(name).toContain(await sha256OfPlaintext(join(directory, name), key));
    expect(digests).toEqual(expect.arrayContaining(acknowledged));
    for (const digest of digests) expect((await vault.verifyObjects(await vault.getManifest(digest))).problems).toEqual([]);
    expect(await readdir(join(directory, '.incoming'))).toEqual([]);
  });
});
