import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectorySecretStore } from './directory-secret-store.ts';
import type { InstallationKey } from './installation-key.ts';
import type { JsonObject } from './json-object.ts';
import { openKeyFile } from './key-file.ts';
import { rotateKey, type KeyRotation } from './rotate-key.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const now = () => new Date('2026-11-22T08:00:00.000Z');
const ids = ['a', 'b', 'c', 'd'];

/** The power fails before so many further secrets were written. */
class FailingStore extends DirectorySecretStore {
  #left: number;

  constructor(directory: string, key: InstallationKey, left: number) {
    super(directory, key);
    this.#left = left;
  }

  override async put(id: string, value: JsonObject): Promise<void> {
    if (this.#left === 0) throw new Error('the power fails');
    this.#left -= 1;
    await super.put(id, value);
  }
}

describe('rotating the key', () => {
  let keyFile: string;
  let directory: string;

  beforeEach(async () => {
    const home = await temporaryDirectory();
    [keyFile, directory] = [join(home, 'holdfast.key'), join(home, 'secrets')];
    const secrets = new DirectorySecretStore(directory, await present());
    for (const id of ids) await secrets.put(id, { token: `token of ${id}` });
  });

  const present = async () => (await openKeyFile(keyFile, now)).key;
  const storeWith = (key: InstallationKey) => new DirectorySecretStore(directory, key);
  const rotate = async (secretsWith: (key: InstallationKey) => DirectorySecretStore = storeWith): Promise<KeyRotation> =>
    rotateKey({ keyFile, key: await present(), secretsWith, now });
  const openedWith = async (key: InstallationKey) => {
    const opened = await Promise.all(ids.map(async (id) => [id, await storeWith(key).opens(id)] as const));
    return opened.filter(([, opens]) => opens).map(([id]) => id);
  };

  it('encrypts every secret with a new key, which alone opens them then', async () => {
    const before = await present();
    expect(await rotate()).toMatchObject({ resealed: 4, completedEarlier: false });
    const after = await present();
    expect(after.recipient).not.toBe(before.recipient);
    expect(await openedWith(await after.alone())).toEqual(ids);
    expect(await openedWith(before)).toEqual([]);
    expect((await storeWith(after).get('c')).reveal()).toEqual({ token: 'token of c' });
  });

  it('keeps the older keys, each time one more, for what the vault has', async () => {
    const first = await present();
    await rotate();
    const second = await present();
    await rotate();
    expect((await present()).olderIdentities).toEqual([second.identity, first.identity]);
    expect((await readFile(keyFile, 'utf8')).split('\n').filter((line) => !line.startsWith('#'))).toHaveLength(4);
  });

  it.each([0, 1, 2, 3])('may fail after %i secrets: the key file opens them all, and the next rotation completes it', async (written) => {
    await expect(rotate((key) => new FailingStore(directory, key, written))).rejects.toThrow('the power fails');
    const key = await present();
    expect(await openedWith(key)).toEqual(ids);
    expect(await openedWith(await key.alone())).toEqual(ids.slice(0, written));
    expect(await rotate()).toMatchObject({ resealed: 4 - written, completedEarlier: true });
    expect((await present()).recipient).toBe(key.recipient);
    expect(await openedWith(await key.alone())).toEqual(ids);
  });

  it('changes nothing when the key file cannot be written', async () => {
    const before = await readFile(keyFile, 'utf8');
    const key = await present();
    const elsewhere = join(keyFile, 'no-directory', 'holdfast.key');
    await expect(rotateKey({ keyFile: elsewhere, key, secretsWith: storeWith, now })).rejects.toThrow();
    expect([await readFile(keyFile, 'utf8'), await openedWith(key)]).toEqual([before, ids]);
  });

  it('stops at a secret that no key opens, and says which', async () => {
    await writeFile(join(directory, 'b.age'), 'damaged');
    await expect(rotate()).rejects.toMatchObject({ code: 'SECRET_UNREADABLE', message: expect.stringContaining('The secret b ') });
    expect(await openedWith(await present())).toEqual(['a', 'c', 'd']);
  });
});
