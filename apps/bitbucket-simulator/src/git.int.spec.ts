import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from './simulator.ts';
import type { SimulatedRepository, Simulator } from './simulator.ts';
import { basic, call } from './testing/api-client.ts';
import { makeWorkplace, runGit, withUser } from './testing/git-client.ts';
import type { Workplace } from './testing/git-client.ts';

let simulator: Simulator;
let place: Workplace;

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 4, pullRequests: 4, bigFileBytes: 2_000_000 } });
  place = await makeWorkplace();
});
afterAll(async () => {
  await simulator.close();
  await place.remove();
});

function repository(slug: string): SimulatedRepository {
  const found = simulator.repositories.find((one) => one.slug === slug);
  if (!found) throw new Error(slug);
  return found;
}

const asAdmin = (slug: string) => withUser(repository(slug).cloneUrl, 'x-bitbucket-api-token-auth', simulator.credentials.admin.token);
const asRestore = (slug: string) => withUser(repository(slug).cloneUrl, 'x-bitbucket-api-token-auth', simulator.credentials.restore.token);
const listRemote = (url: string) => runGit(place.directory, 'ls-remote', url);

describe('cloning', () => {
  it('brings every ref of the repository, and nothing else', async () => {
    await runGit(place.directory, 'clone', '--mirror', asAdmin('web'), 'web.git');
    const refs = async (directory: string) => (await runGit(directory, 'for-each-ref', '--format=%(refname) %(objectname)')).output;
    const cloned = await refs(join(place.directory, 'web.git'));
    expect(cloned).toBe(await refs(repository('web').directory));
    expect(cloned).toContain('refs/heads/release/ünstable');
    expect(cloned).not.toContain('feature/pr-3');
    expect((await runGit(join(place.directory, 'web.git'), 'fsck', '--strict')).code).toBe(0);
  });

  it('has odd file names, a binary file, a link and an executable in it', async () => {
    await runGit(place.directory, 'clone', asAdmin('web'), 'checkout');
    const files = (await runGit(join(place.directory, 'checkout'), '-c', 'core.quotePath=false', 'ls-files', '-s')).output;
    expect(files).toMatch(/docs\/Ümläute\/naïve café\.md/);
    expect(files).toMatch(/文書\/説明\.txt/);
    expect(files).toMatch(/^120000 .*latest$/m);
    expect(files).toMatch(/^100755 .*bin\/run$/m);
  });

  it('of the big one is streamed whole', async () => {
    expect((await runGit(place.directory, 'clone', '--mirror', asAdmin('payments-api'), 'big.git')).code).toBe(0);
    expect(Number((await runGit(join(place.directory, 'big.git'), 'cat-file', '-s', 'main:assets/big.bin')).output)).toBe(2_000_000);
  });

  it('can leave the blobs for later', async () => {
    expect((await runGit(place.directory, 'clone', '--mirror', '--filter=blob:none', asAdmin('web'), 'partial.git')).complaint).not.toMatch(
      /not recognized/,
    );
  });

  it('of an empty repository succeeds and lists nothing', async () => {
    expect(await listRemote(asAdmin('mobile-app'))).toMatchObject({ code: 0, output: '' });
  });
});

describe('who may use git', () => {
  it.each([
    ['the fixed user name with an API token', () => asAdmin('web')],
    ['the own user name with an API token', () => withUser(repository('web').cloneUrl, 'ada', simulator.credentials.admin.token)],
    [
      'x-token-auth with an access token',
      () => withUser(repository('web').cloneUrl, 'x-token-auth', simulator.credentials.workspaceAccessToken.token),
    ],
  ])('is known by %s', async (_how, url) => {
    expect((await listRemote(url())).code).toBe(0);
  });

  it.each([
    ['the e-mail', () => withUser(repository('web').cloneUrl, simulator.credentials.admin.email, simulator.credentials.admin.token)],
    ['x-token-auth with an API token', () => withUser(repository('web').cloneUrl, 'x-token-auth', simulator.credentials.admin.token)],
    ['an app password', () => withUser(repository('web').cloneUrl, 'ada', simulator.credentials.deadAppPassword.password)],
    ['no credential', () => repository('web').cloneUrl],
  ])('is not known by %s', async (_how, url) => {
    const { code, complaint } = await listRemote(url());
    expect(code).not.toBe(0);
    expect(complaint).toMatch(/Authentication failed|could not read Username/);
  });

  it('finds no repository without permission, and reads the text that goes with it', async () => {
    const { complaint } = await listRemote(
      withUser(repository('web').cloneUrl, 'x-bitbucket-api-token-auth', simulator.credentials.stranger.token),
    );
    expect(complaint).toContain('remote: You may not have access to this repository or it no longer exists in this workspace.');
    expect(complaint).toContain('not found');
  });

  it('needs the scope to read', async () => {
    const token = simulator.control.issueApiToken(simulator.credentials.admin.account, ['read:pullrequest:bitbucket']);
    expect((await listRemote(withUser(repository('web').cloneUrl, 'x-bitbucket-api-token-auth', token.token))).complaint).toContain('403');
  });
});

describe('pushing', () => {
  it('fills a repository that was created, and gives it a main branch', async () => {
    await call(simulator, simulator.credentials.restore, '/repositories/acme/restored', { method: 'POST', json: {} });
    await runGit(place.directory, 'clone', '--mirror', asAdmin('infrastructure'), 'source.git');
    const pushed = await runGit(join(place.directory, 'source.git'), 'push', '--mirror', asRestore('restored'));
    expect(pushed.code).toBe(0);
    const refs = (slug: string) => listRemote(asAdmin(slug)).then(({ output }) => output);
    expect(await refs('restored')).toBe(await refs('infrastructure'));
    expect(repository('restored').mainBranch).toBe('main');
  });

  it('needs the scope to write', async () => {
    await runGit(place.directory, 'clone', asAdmin('web'), 'work');
    const work = join(place.directory, 'work');
    await writeFile(join(work, 'new.txt'), 'new');
    await runGit(work, 'add', '.');
    await runGit(work, 'commit', '-m', 'New');
    expect((await runGit(work, 'push', asAdmin('web'), 'HEAD:main')).complaint).toContain('403');
    expect((await runGit(work, 'push', asRestore('web'), 'HEAD:main')).code).toBe(0);
  });

  it('needs the permission to write, whatever the scopes', async () => {
    const { account } = simulator.credentials.nonAdmin;
    const { token } = simulator.control.issueApiToken(account, ['read:repository:bitbucket', 'write:repository:bitbucket']);
    const url = withUser(repository('web').cloneUrl, 'x-bitbucket-api-token-auth', token);
    const push = () => runGit(repository('infrastructure').directory, 'push', url, 'main:refs/heads/from-elsewhere');
    simulator.control.setRepositoryPermission(account, 'web', 'read');
    expect((await push()).complaint).toContain('403');
    simulator.control.setRepositoryPermission(account, 'web', 'write');
    expect((await push()).code).toBe(0);
  });
});

describe('the limit of git', () => {
  it('counts every HTTP request, the one without credentials for the address', async () => {
    simulator.control.resetStatistics();
    await listRemote(asAdmin('web'));
    const counts = simulator.control
      .statistics()
      .counts.map(({ account, bucket, pattern, requests }) => [account, bucket, pattern, requests]);
    const { account } = simulator.credentials.admin;
    expect(counts).toEqual([
      ['anonymous:127.0.0.1', 'git', 'git GET info/refs git-upload-pack', 1],
      [account, 'git', 'git GET info/refs git-upload-pack', 1],
      [account, 'git', 'git POST git-upload-pack', 1],
    ]);
  });

  it('answers 429 like REST does', async () => {
    simulator.control.spend(simulator.credentials.admin.account, 'git', 60_000);
    const { complaint } = await listRemote(asAdmin('web'));
    expect(complaint).toContain('The requested URL returned error: 429');
    const { admin } = simulator.credentials;
    const headers = { authorization: basic('x-bitbucket-api-token-auth', admin.token) };
    const response = await fetch(`${repository('web').cloneUrl}/info/refs?service=git-upload-pack`, { headers });
    expect([response.status, await response.text()]).toEqual([429, 'Rate limit for this resource has been exceeded']);
    expect((await call(simulator, admin, '/user')).status).toBe(200);
  });
});
