import { beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { InstallationKey } from './installation-key.ts';
import { openKeyFile } from './key-file.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const now = () => new Date('2026-03-01T12:30:45.678Z');

describe('openKeyFile', () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    path = join(directory, 'holdfast.key');
  });

  const refusal = async (): Promise<unknown> => openKeyFile(path, now).catch((error: unknown) => error);

  it('makes a file as age-keygen writes it, for its owner alone', async () => {
    const { key, created } = await openKeyFile(path, now);
    expect(created).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(`# created: 2026-03-01T12:30:45Z\n# public key: ${key.recipient}\n${key.identity}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['holdfast.key']);
  });

  it('opens the same key again and does not touch the file', async () => {
    const first = await openKeyFile(path, now);
    const before = await stat(path);
    const second = await openKeyFile(path, () => new Date('2027-01-01T00:00:00Z'));
    expect(second.created).toBe(false);
    expect(second.key.identity).toBe(first.key.identity);
    expect(await stat(path)).toEqual(expect.objectContaining({ ino: before.ino, mtimeMs: before.mtimeMs }));
  });

  it('opens a file made by age-keygen on Windows, with its comments', async () => {
    const { identity } = await InstallationKey.generate();
    await writeFile(path, `# created: 2024-05-05T10:00:00+02:00\r\n# public key: age1…\r\n\r\n${identity}\r\n`, { mode: 0o600 });
    expect((await openKeyFile(path, now)).key.identity).toBe(identity);
  });

  it('follows a link, as Kubernetes mounts secrets', async () => {
    const { key } = await openKeyFile(path, now);
    const linked = join(directory, 'link.key');
    await symlink(path, linked);
    expect((await openKeyFile(linked, now)).key.identity).toBe(key.identity);
  });

  it('gives everybody the same key when many create it at once, and tells one of them that it did', async () => {
    const opened = await Promise.all(Array.from({ length: 16 }, () => openKeyFile(path, now)));
    expect(new Set(opened.map(({ key }) => key.identity)).size).toBe(1);
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['holdfast.key']);
  });

  it.each([0o640, 0o604, 0o660, 0o620, 0o601])('refuses a file that is open to others (%o)', async (mode) => {
    await openKeyFile(path, now);
    await chmod(path, mode);
    expect(await refusal()).toMatchObject({ code: 'KEY_FILE_EXPOSED', message: expect.stringContaining('chmod 600') });
  });

  it('refuses a directory', async () => {
    await mkdir(path, { mode: 0o700 });
    expect(await refusal()).toMatchObject({ code: 'KEY_FILE_UNREADABLE', message: expect.stringContaining('it is a directory') });
  });

  it('says so when the file cannot be read, and makes no new key', async () => {
    await symlink(path, path);
    expect(await refusal()).toMatchObject({ code: 'KEY_FILE_UNREADABLE', message: expect.stringContaining('ELOOP') });
  });

  it('makes no directories: a missing one may be a disk that is not mounted', async () => {
    path = join(directory, 'not-mounted', 'holdfast.key');
    expect(await refusal()).toMatchObject({
      code: 'KEY_FILE_NOT_CREATED',
      message: expect.stringContaining('its directory does not exist'),
    });
  });

  it.each([
    ['nothing', '', 'there is no key in it'],
    ['only comments', '# created: today\n', 'there is no key in it'],
    ['two keys that are none', 'AGE-SECRET-KEY-1AAAA\nAGE-SECRET-KEY-1BBBB\n', 'not a whole X25519 identity'],
    ['a public key', 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n', 'not a whole X25519 identity'],
    ['a truncated key', 'AGE-SECRET-KEY-1QQPQ\n', 'not a whole X25519 identity'],
    ['a disk image', 'x'.repeat(20_000), 'too large'],
  ])('refuses a file with %s and leaves it as it is', async (_what, content, why) => {
    await writeFile(path, content, { mode: 0o600 });
    expect(await refusal()).toMatchObject({ code: 'KEY_FILE_MALFORMED', message: expect.stringContaining(why) });
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('does not show a damaged key in its refusal', async () => {
    const { identity } = await InstallationKey.generate();
    await writeFile(path, `${identity}Q\n`, { mode: 0o600 });
    expect(inspect(await refusal()).toLowerCase()).not.toContain(identity.slice(16, 40).toLowerCase());
  });
});
