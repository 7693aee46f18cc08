import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DirectoryObjectStore } from './directory-object-store.ts';
import type { GitBundle, GitReference } from './snapshot-manifest.ts';
import { aKey } from './testing/a-key.ts';
import { aManifest } from './testing/a-manifest.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { Vault } from './vault.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const ageDecrypt = fileURLToPath(new URL('testing/age-decrypt.mjs', import.meta.url));
const environment: NodeJS.ProcessEnv = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const run = promisify(execFile);

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function git(repository: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
  return (await run('git', ['-C', repository, ...identity, ...args], { env: environment })).stdout.trim();
}

async function refsOf(repository: string): Promise<GitReference[]> {
  const lines = (await git(repository, 'for-each-ref', '--format=%(refname) %(objectname)')).split('\n');
  return lines.map((line) => ({ name: line.split(' ')[0]!, oid: line.split(' ')[1]! }));
}

const hasTools = ['jq', 'sha256sum'].every(isInstalled);
const whereItCan = hasTools ? it : it.skip;

describe('recovery by hand', () => {
  let base: string;
  let vault: Vault;
  let recovered: string;
  let refs: GitReference[];
  let output = '';

  async function bundle(repository: string, prerequisites: string[], ...revisions: string[]): Promise<GitBundle> {
    const file = join(base, 'new.bundle');
    await git(repository, 'bundle', 'create', file, ...revisions);
    const object = await vault.putObject({ file });
    return { object, heads: await refsOf(repository), prerequisites };
  }

  async function commit(repository: string, content: string): Promise<string> {
    await writeFile(join(repository, 'file'), content);
    await git(repository, 'add', 'file');
    await git(repository, 'commit', '--quiet', '-m', content);
    return git(repository, 'rev-parse', 'HEAD');
  }

  /** Two captures of a repository, with a force-push between them: the first commits must not be lost. */
  async function backUp(): Promise<void> {
    const repository = join(base, 'repository');
    await run('git', ['init', '--quiet', '--initial-branch=main', repository], { env: environment });
    const first = await commit(repository, 'first');
    const second = await commit(repository, 'second');
    const whole = await bundle(repository, [], '--all');
    await git(repository, 'reset', '--quiet', '--hard', first);
    await commit(repository, 'third');
    await git(repository, 'tag', '-a', 'v1', '-m', 'one');
    const more = await bundle(repository, [second, first], '--all', `^${second}`);
    refs = await refsOf(repository);
    const [lfs, metadata] = [await vault.putObject(Buffer.from('a large file')), await vault.putObject(Buffer.from('[{"id":1}]'))];
    await vault.putManifest(aManifest({ snapshotId: 'older', takenAt: '2026-02-01T00:00:00Z' }));
    await vault.putManifest(
      aManifest({
        git: { head: 'refs/heads/main', refs, bundles: [whole, more], lfs: [lfs] },
        metadata: [{ kind: 'pull-requests', object: metadata, items: 1 }],
        notCaptured: [{ what: 'downloads', why: 'the token may not read them' }],
      }),
    );
  }

  /** Where the shell finds its programs, with a stand-in for age where that is not installed. */
  async function searchPath(): Promise<string> {
    const folder = join(base, 'bin');
    await mkdir(folder);
    const standIn = `#!/bin/sh\nexec "${process.execPath}" "${ageDecrypt}" "$@"\n`;
    if (!isInstalled('age')) await writeFile(join(folder, 'age'), standIn, { mode: 0o755 });
    return [folder, environment['PATH']].join(delimiter);
  }

  async function recover(KEY: string): Promise<string> {
    const commands = [...(await readFile(readme, 'utf8')).matchAll(/```sh\n(.*?)```/gs)].map(([, command]) => command);
    await writeFile(join(base, 'recover.sh'), commands.join('\n'));
    const env = { ...environment, PATH: await searchPath(), VAULT: join(base, 'vault'), KEY };
    return (await run('sh', ['-eu', join(base, 'recover.sh')], { cwd: recovered, env })).stdout;
  }

  beforeAll(async () => {
    base = await temporaryDirectory();
    recovered = join(base, 'recovered');
    await mkdir(recovered);
    const key = await aKey();
    const keyFile = join(base, 'holdfast.key');
    // As after a rotation: the key of this backup is an older one.
    await writeFile(keyFile, `# created: later\n${(await aKey()).identity}\n# older key\n${key.identity}\n`, { mode: 0o600 });
    vault = new Vault({ objects: await DirectoryObjectStore.open(join(base, 'vault'), () => new Date()), key });
    await backUp();
    await rm(join(base, 'repository'), { recursive: true });
    await rm(join(base, 'new.bundle'));
    if (hasTools) output = await recover(keyFile);
  });

  whereItCan('says whose vault it is, and what the snapshot does not have', () => {
    expect(output).toContain('This vault is encrypted to age1');
    expect(output).toContain('the token may not read them');
  });

  whereItCan('lists the snapshots', async () => {
    const lines = (await readFile(join(recovered, 'snapshots.tsv'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.split('\t').slice(0, 2))).toEqual([
      ['2026-02-01T00:00:00Z', 'acme/web-shop'],
      ['2026-03-01T12:30:45.678Z', 'acme/web-shop'],
    ]);
  });

  whereItCan('rebuilds the repository with every ref, and nothing else', async () => {
    const repository = join(recovered, 'repository.git');
    expect(await refsOf(repository)).toEqual(refs);
    expect(await git(repository, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(await git(repository, 'show', 'v1:file')).toBe('third');
  });

  whereItCan('brings back the contents of LFS and the metadata', async () => {
    const lfs = await readdir(join(recovered, 'repository.git/lfs/objects'), { recursive: true, withFileTypes: true });
    const [file] = lfs.filter((entry) => entry.isFile());
    expect(await readFile(join(file!.parentPath, file!.name), 'utf8')).toBe('a large file');
    const [sha256, kind] = (await readFile(join(recovered, 'metadata/index.tsv'), 'utf8')).trim().split('\t');
    expect([kind, await readFile(join(recovered, 'metadata', sha256!), 'utf8')]).toEqual(['pull-requests', '[{"id":1}]']);
  });
});
