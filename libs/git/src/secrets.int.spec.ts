import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Git } from './git.ts';
import type { GitError } from './git.errors.ts';
import { credential } from './testing/git-http-server.ts';
import { openWorkshop, type Workshop } from './testing/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
  shop.upstream.commit('refs/heads/main', { a: '1' });
});
afterEach(() => shop.close());

const encoded = Buffer.from(`${credential.username}:${credential.password}`).toString('base64');
const forms = [credential.password, encodeURIComponent(credential.password), encoded];

function leaksIn(text: string): string[] {
  return forms.filter((form) => text.includes(form));
}

/** A git that writes down how it was called, and then calls git. */
async function recordingGit(more = ''): Promise<Git> {
  const script = `#!/bin/sh
printf '%s\\n' "$0" "$@" >> '${shop.path('arguments')}'
env >> '${shop.path('environment')}'
${more}
exec git "$@"
`;
  await writeFile(shop.path('recording-git'), script);
  await chmod(shop.path('recording-git'), 0o755);
  return new Git({ gitBinary: shop.path('recording-git') });
}

async function run(git: Git): Promise<void> {
  await git.lsRemote(shop.server.remote());
  await git.fetchMirror(shop.mirror, shop.server.remote());
  await git.createBundle(shop.mirror, shop.path('bundle'), { refs: ['refs/heads/main'], excluding: [] });
  await git.fsck(shop.mirror);
}

describe('a credential', () => {
  it('is in no argument and in no file', async () => {
    await run(await recordingGit());
    expect(leaksIn(await readFile(shop.path('arguments'), 'utf8'))).toEqual([]);
    const files = (await readdir(shop.mirror, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(leaksIn(await readFile(join(file.parentPath, file.name), 'latin1'))).toEqual([]);
  });

  it('is in the environment of commands that talk to the remote alone, once, for its origin', async () => {
    await run(await recordingGit());
    const environment = await readFile(shop.path('environment'), 'utf8');
    expect(environment.split(encoded).length - 1).toBe(2); // ls-remote and fetch
    expect(environment).toContain(`=http.${new URL(shop.server.remote().url).origin}/.extraHeader`);
  });

  it('is in no error, even when git repeats it', async () => {
    const git = await recordingGit(`env | grep Authorization >&2; echo 'fatal: ${credential.password} https://jo:hush@x/' >&2; exit 1`);
    const error = await git.lsRemote(shop.server.remote()).then(
      () => null,
      (failure: unknown) => failure as GitError,
    );
    expect(error?.message).toContain('fatal: *** https://***@x/');
    expect(leaksIn(JSON.stringify(error, Object.getOwnPropertyNames(error)))).toEqual([]);
  });

  it('is redacted by git itself where it reports its traffic', async () => {
    const git = await recordingGit(`GIT_TRACE_CURL='${shop.path('trace')}'`);
    await git.lsRemote(shop.server.remote());
    const trace = await readFile(shop.path('trace'), 'utf8');
    expect(trace).toContain('Authorization: Basic <redacted>');
    expect(leaksIn(trace)).toEqual([]);
  });
});

describe('the environment of git', () => {
  it('inherits nothing', async () => {
    process.env['GIT_SSL_NO_VERIFY'] = '1';
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    try {
      await run(await recordingGit());
    } finally {
      delete process.env['GIT_SSL_NO_VERIFY'];
      delete process.env['HTTPS_PROXY'];
    }
    const lines = (await readFile(shop.path('environment'), 'utf8')).split('\n');
    const names = new Set(lines.map((line) => line.split('=')[0] ?? '').filter((name) => name !== ''));
    const ofTheShell = ['PWD', 'SHLVL', 'OLDPWD', '_'];
    const ofGit =
      /^(PATH|HOME|LC_ALL|GIT_(CONFIG_\w+|ATTR_NOSYSTEM|NO_REPLACE_OBJECTS|TERMINAL_PROMPT|ALLOW_PROTOCOL|TRACE_CURL|TRACE_CURL_NO_DATA|TRACE_REDACT))$/;
    expect([...names].filter((name) => !ofGit.test(name) && !ofTheShell.includes(name))).toEqual([]);
  });

  it('keeps hooks of a repository from running', async () => {
    const hook = join(shop.mirror, 'hooks');
    const script = `#!/bin/sh\ntouch '${shop.path('hooked')}'\n`;
    await mkdir(hook, { recursive: true });
    await writeFile(join(hook, 'reference-transaction'), script, { mode: 0o755 });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(await readdir(shop.root)).not.toContain('hooked');
  });
});
