import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, namesIn, removeFile, replaceFile } from './durable-file.ts';
import { isErrno } from './errno.ts';
import type { InstallationKey } from './installation-key.ts';
import type { JsonObject } from './json-object.ts';
import type { Redacted } from './redacted.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';
import { SecretIdInvalidError, SecretNotFoundError, SecretUnreadableError } from './secret.errors.ts';
import type { SecretStore } from './secret-store.port.ts';

const EXTENSION = '.age';
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** One age-encrypted file per secret, `<id>.age`, in a directory that is made when the first secret is put. */
export class DirectorySecretStore implements SecretStore {
  readonly #directory: string;
  readonly #key: InstallationKey;

  constructor(directory: string, key: InstallationKey) {
    this.#directory = directory;
    this.#key = key;
  }

  async put(id: string, value: JsonObject): Promise<void> {
    const file = this.#fileOf(id);
    const sealed = await sealSecret(this.#key, id, value);
    await makeDirectory(this.#directory);
    await replaceFile(file, sealed);
  }

  async get(id: string): Promise<Redacted<JsonObject>> {
    const sealed = await this.#read(id);
    if (sealed === undefined) throw new SecretNotFoundError(id);
    return openSecret(this.#key, id, sealed);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#read(id)) !== undefined;
  }

  /** Whether the secret is there and this store's key opens it. */
  async opens(id: string): Promise<boolean> {
    try {
      await this.get(id);
      return true;
    } catch (error) {
      if (error instanceof SecretUnreadableError || error instanceof SecretNotFoundError) return false;
      throw error;
    }
  }

  async destroy(id: string): Promise<void> {
    await removeFile(this.#fileOf(id));
  }

  async ids(): Promise<string[]> {
    const files = (await namesIn(this.#directory)).filter((name) => name.endsWith(EXTENSION));
    const ids = files.map((name) => name.slice(0, -EXTENSION.length));
    return ids.filter((id) => SAFE_ID.test(id)).sort();
  }

  async #read(id: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#fileOf(id));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  #fileOf(id: string): string {
    if (!SAFE_ID.test(id)) throw new SecretIdInvalidError();
    return join(this.#directory, `${id}${EXTENSION}`);
  }
}
