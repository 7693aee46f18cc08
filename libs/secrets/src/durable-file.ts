import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isErrno } from './errno.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/**
 * Writes a whole file, readable by its owner alone. A reader sees the old content or the new one, never a part.
 * When this resolves, the file is on disk and survives a crash.
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path, content);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Like `replaceFile`, but the first one wins: false when the path is taken.
 * A hard link, and not a rename, because a rename would silently replace what another process has just created and already uses.
 */
export async function createFile(path: string, content: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(path, content);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
    await syncDirectory(dirname(path));
  }
}

/** Removes a file, and what crashed writers of it left behind. Does nothing when there is none. */
export async function removeFile(path: string): Promise<void> {
  const directory = dirname(path);
  const doomed = (await namesIn(directory)).filter((name) => name === basename(path) || name.startsWith(temporaryPrefix(path)));
  for (const name of doomed) await rm(join(directory, name), { force: true });
  if (doomed.length > 0) await syncDirectory(directory);
}

/** The names in a directory; none when there is no directory. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Makes a directory and its missing parents, for the owner alone, so that they survive a crash. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = resolve(path); made !== top; made = dirname(made)) await syncDirectory(dirname(made));
}

async function writeTemporary(path: string, content: Uint8Array): Promise<string> {
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomBytes(8).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(content);
    await file.sync();
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

const temporaryPrefix = (path: string): string => `.${basename(path)}.`;

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
