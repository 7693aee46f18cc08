import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createFile, replaceFile } from './durable-file.ts';
import { errnoOf, isErrno } from './errno.ts';
import { InstallationKey } from './installation-key.ts';
import { KeyFileExposedError, KeyFileMalformedError, KeyFileNotCreatedError, KeyFileUnreadableError } from './key-file.errors.ts';

const OTHERS = 0o077;
const PERMISSIONS = 0o777;
/** A key file has three lines, and two more for each rotation. Whatever is longer than this is something else. */
const LONGEST = 16 * 1024;

/**
 * Opens the installation's key file, or makes one when there is none; `created` tells which. The file is what `age-keygen` writes.
 * Processes that create it at the same moment all end with the same key.
 * Keep a copy of the file elsewhere: it is the only way into the backups.
 *
 * @throws KeyFileExposedError, KeyFileUnreadableError, KeyFileMalformedError, KeyFileNotCreatedError; none of them shows the content.
 */
export async function openKeyFile(path: string, now: () => Date): Promise<{ key: InstallationKey; created: boolean }> {
  const found = await readKeyFile(path);
  if (found !== undefined) return { key: found, created: false };
  const created = await createKeyFile(path, now());
  const key = await readKeyFile(path);
  if (key === undefined) throw new KeyFileUnreadableError(path, 'it vanished just after it was created');
  return { key, created };
}

/** Puts another key, with those before it, into the key file, whole and in one step. It is on disk when this resolves. */
export async function replaceKeyFile(path: string, key: InstallationKey, now: () => Date): Promise<void> {
  await replaceFile(path, Buffer.from(formatKeyFile(key, now())));
}

async function createKeyFile(path: string, at: Date): Promise<boolean> {
  const key = await InstallationKey.generate();
  try {
    return await createFile(path, Buffer.from(formatKeyFile(key, at)));
  } catch (error) {
    throw new KeyFileNotCreatedError(path, describe(error));
  }
}

/** `age-keygen` writes the first lines, to the second; `age -i` takes a file with several keys. */
function formatKeyFile(key: InstallationKey, at: Date): string {
  const created = at.toISOString().replace(/\.\d+Z$/, 'Z');
  const older = key.olderIdentities.map((identity) => `# older key, for what was encrypted with it\n${identity}\n`);
  return `# created: ${created}\n# public key: ${key.recipient}\n${key.identity}\n${older.join('')}`;
}

async function readKeyFile(path: string): Promise<InstallationKey | undefined> {
  const file = await openIfThere(path);
  if (file === undefined) return undefined;
  try {
    return await parseKeyFile(path, await readPrivately(path, file));
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK); // a named pipe without a writer would otherwise wait for ever
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw new KeyFileUnreadableError(path, describe(error));
  }
}

async function readPrivately(path: string, file: FileHandle): Promise<string> {
  const status = await file.stat();
  if (status.isDirectory()) throw new KeyFileUnreadableError(path, 'it is a directory');
  if (!status.isFile()) throw new KeyFileUnreadableError(path, 'it is not an ordinary file');
  if ((status.mode & OTHERS) !== 0) throw new KeyFileExposedError(path, status.mode & PERMISSIONS);
  if (status.size > LONGEST) throw new KeyFileMalformedError(path, 'it is too large');
  return file.readFile('utf8');
}

async function parseKeyFile(path: string, text: string): Promise<InstallationKey> {
  const lines = text.split('\n').map((line) => line.trim());
  const [identity, ...older] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identity === undefined) throw new KeyFileMalformedError(path, 'there is no key in it');
  return InstallationKey.of(identity, older).catch(() => {
    throw new KeyFileMalformedError(path, 'a key in it is not a whole X25519 identity (AGE-SECRET-KEY-1…)');
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'its directory does not exist',
  EROFS: 'the file system is read-only',
};

function describe(error: unknown): string {
  const code = errnoOf(error) ?? 'nothing more';
  return REASONS[code] ?? `the system says ${code}`;
}
