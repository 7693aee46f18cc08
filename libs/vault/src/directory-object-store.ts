import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { isErrno } from './errno.ts';
import type { ObjectStore } from './object-store.port.ts';
import { ObjectMissingError, ObjectNameInvalidError } from './vault.errors.ts';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
/** What is being written lies here, on the same file system as its place, so that one look at the start finds what crashed writers left. */
const INCOMING = '.incoming';
/** Nobody wrote to it for this long: its writer is gone. Should it live after all, its `put` fails and may be repeated. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const READ_AHEAD = 256 * 1024;

/**
 * Keeps objects as files; an object's name is its path. The file system must have hard links, since they, unlike a rename, never replace a file.
 */
export class DirectoryObjectStore implements ObjectStore {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Opens the directory, or makes it, and clears away what crashed writers left more than an hour ago. */
  static async open(directory: string, now: () => Date): Promise<DirectoryObjectStore> {
    const store = new DirectoryObjectStore(resolve(directory));
    await makeDirectory(join(store.#root, INCOMING));
    await store.#removeAbandoned(now());
    return store;
  }

  async put(name: string, content: Readable): Promise<boolean> {
    content.on('error', () => undefined); // one that fails before it is read would end the process; reading it tells the error again
    try {
      if (!(await this.has(name))) return await this.#store(this.#pathOf(name), content);
      await syncDirectory(dirname(this.#pathOf(name))); // as in `publish`
      return false;
    } finally {
      content.destroy();
    }
  }

  async get(name: string): Promise<Readable> {
    if (!(await this.has(name))) throw new ObjectMissingError(name);
    const file = await open(this.#pathOf(name)).catch((error: unknown) => {
      throw isAbsence(error) ? new ObjectMissingError(name) : error;
    });
    return file.createReadStream({ highWaterMark: READ_AHEAD });
  }

  async has(name: string): Promise<boolean> {
    try {
      return (await stat(this.#pathOf(name))).isFile();
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }

  async *list(prefix: string): AsyncGenerator<string> {
    yield* this.#walk('', prefix);
  }

  async remove(name: string): Promise<void> {
    if (await this.has(name)) await rm(this.#pathOf(name), { force: true });
  }

  async #store(path: string, content: Readable): Promise<boolean> {
    const arrived = join(this.#root, INCOMING, randomBytes(16).toString('hex'));
    try {
      await writeDurably(arrived, content);
      await makeDirectory(dirname(path));
      return await publish(arrived, path);
    } finally {
      await rm(arrived, { force: true });
    }
  }

  async *#walk(folder: string, prefix: string): AsyncGenerator<string> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true });
    for (const name of entries.filter(isOurs).map(nameOf).sort()) {
      const path = folder + name;
      if (!path.endsWith('/')) yield* path.startsWith(prefix) ? [path] : [];
      else if (path.startsWith(prefix) || prefix.startsWith(path)) yield* this.#walk(path, prefix);
    }
  }

  async #removeAbandoned(now: Date): Promise<void> {
    const incoming = join(this.#root, INCOMING);
    for (const name of await readdir(incoming)) {
      const path = join(incoming, name);
      const status = await stat(path).catch(() => undefined); // its writer has just finished
      if (status !== undefined && now.getTime() - status.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }

  #pathOf(name: string): string {
    if (!SAFE_NAME.test(name)) throw new ObjectNameInvalidError(name);
    return join(this.#root, name);
  }
}

async function writeDurably(path: string, content: Readable): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a whole file its name; false when another has it. Either way the name is on disk then: whoever gave it may not have got this far. */
async function publish(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await syncDirectory(dirname(to));
  }
}

/** Makes a directory and its missing parents so that they survive a crash. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  if (first === undefined) return;
  for (let made = path; made !== dirname(first); made = dirname(made)) await syncDirectory(dirname(made));
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** `lost+found` and a snapshot folder of the file system are not ours to list, but do no harm; what begins with a dot is never an object. */
const isOurs = (entry: Dirent): boolean => SAFE_NAME.test(entry.name) && (entry.isFile() || entry.isDirectory());

/** A folder sorts by its name with the slash, so that the order is that of whole names. */
const nameOf = (entry: Dirent): string => (entry.isDirectory() ? `${entry.name}/` : entry.name);

const isAbsence = (error: unknown): boolean => isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR');
