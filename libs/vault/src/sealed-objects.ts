import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decryptAge, encryptAge } from './age-file.ts';
import { measured, verified } from './content-meter.ts';
import type { ObjectReference } from './object-reference.ts';
import type { ObjectStore } from './object-store.port.ts';
import { checkVaultKey, ensureVaultKey, identitiesOf, type VaultKey } from './vault-key.ts';
import { damagedName } from './vault-layout.ts';
import { ContentMismatchError, ObjectCorruptError } from './vault.errors.ts';

/** An object store whose content is encrypted, and held against its SHA-256 on the way in and on the way out. */
export class SealedObjects {
  readonly #objects: ObjectStore;
  readonly #key: VaultKey;
  #keyEnsured = false;

  constructor(objects: ObjectStore, key: VaultKey) {
    this.#objects = objects;
    this.#key = key;
  }

  /**
   * Stores what `expected` announces, unless it is there already and whole: what is there damaged is set aside. The content is destroyed in
   * every case. @throws ContentMismatchError
   */
  async put(name: string, expected: ObjectReference, content: Readable): Promise<void> {
    await handled(content, async () => {
      await this.#ensureKey();
      await this.#setAsideIfDamaged(name, expected);
      const checked = verified(content, expected, (why) => new ContentMismatchError(expected.sha256, why));
      await this.#objects.put(name, Readable.from(encryptAge(this.#key.recipient, checked)));
    });
  }

  /** Stores content whose name is only known at its end: until then it waits, encrypted, in `spoolDirectory`. It is destroyed in every case. */
  async putUnnamed(nameOf: (sha256: string) => string, content: Readable, spoolDirectory: string): Promise<ObjectReference> {
    return handled(content, async () => {
      await this.#ensureKey();
      const spool = await mkdtemp(join(spoolDirectory, 'holdfast-'));
      try {
        const sealed = join(spool, 'sealed.age');
        const total = await this.#sealTo(sealed, content);
        await this.#setAsideIfDamaged(nameOf(total.sha256), total);
        await this.#objects.put(nameOf(total.sha256), createReadStream(sealed));
        return total;
      } finally {
        await rm(spool, { recursive: true, force: true });
      }
    });
  }

  /** The content, which ends with ObjectCorruptError when it is not what was expected. @throws ObjectMissingError */
  async open(name: string, expected: { readonly sha256: string; readonly bytes?: number }): Promise<Readable> {
    const damaged = (why: string): Error => new ObjectCorruptError(name, why);
    const sealed = (await this.#objects.get(name)).on('error', () => undefined); // as in `handled`
    const content = verified(decryptAge(identitiesOf(this.#key), sealed, damaged), expected, damaged);
    return Readable.from(content, { objectMode: false }).once('close', () => sealed.destroy()); // a generator that never began closes nothing
  }

  /** @throws VaultKeyMismatchError */
  async checkKey(): Promise<void> {
    await checkVaultKey(this.#objects, this.#key);
  }

  /** Otherwise a name that is taken would stand for content that nobody gets back, although it is at hand. */
  async #setAsideIfDamaged(name: string, expected: ObjectReference): Promise<void> {
    if (!(await this.#objects.has(name)) || (await this.#isWhole(name, expected))) return;
    for (let number = 1; !(await this.#objects.put(damagedName(name, number), await this.#objects.get(name))); number += 1);
    await this.#objects.remove(name);
  }

  async #isWhole(name: string, expected: ObjectReference): Promise<boolean> {
    try {
      for await (const _chunk of await this.open(name, expected)); // its end tells whether it is whole
      return true;
    } catch (error) {
      if (error instanceof ObjectCorruptError) return false;
      throw error;
    }
  }

  async #sealTo(file: string, content: Readable): Promise<ObjectReference> {
    let total: ObjectReference | undefined;
    const seen = measured(content, (all) => {
      total = all;
    });
    await pipeline(encryptAge(this.#key.recipient, seen), createWriteStream(file, { mode: 0o600 }));
    if (total === undefined) throw new Error('The content was stored without its end.');
    return total;
  }

  /** Before the first write. A failure is not remembered: the storage may answer the next time. */
  async #ensureKey(): Promise<void> {
    if (this.#keyEnsured) return;
    await ensureVaultKey(this.#objects, this.#key);
    this.#keyEnsured = true;
  }
}

/** Destroys the content when the work is done. One that fails while nobody reads it would end the process; reading it tells the error again. */
async function handled<T>(stream: Readable, work: () => Promise<T>): Promise<T> {
  stream.on('error', () => undefined);
  try {
    return await work();
  } finally {
    stream.destroy();
  }
}
