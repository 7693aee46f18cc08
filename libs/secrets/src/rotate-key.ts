import type { DirectorySecretStore } from './directory-secret-store.ts';
import type { InstallationKey } from './installation-key.ts';
import { replaceKeyFile } from './key-file.ts';

export interface KeyRotation {
  /** The key in the file now. */
  readonly key: InstallationKey;
  /** How many secrets were encrypted anew. */
  readonly resealed: number;
  /** Whether an earlier rotation was only completed: then there is no newer key than before. */
  readonly completedEarlier: boolean;
}

export interface KeyRotationOptions {
  readonly keyFile: string;
  /** What the file holds now. */
  readonly key: InstallationKey;
  /** The secrets, opened and encrypted with the key that is given. */
  readonly secretsWith: (key: InstallationKey) => DirectorySecretStore;
  readonly now: () => Date;
}

/**
 * Makes a new key and encrypts every secret with it. The new key is in the file, before the older ones, before anything is encrypted with it:
 * at every moment the file opens every secret. A rotation that broke off is completed by the next call, which then makes no other key.
 * No process may use the secrets meanwhile: it would not know the new key.
 */
export async function rotateKey({ keyFile, key, secretsWith, now }: KeyRotationOptions): Promise<KeyRotation> {
  const left = await lockedWithOlderKeys(key, secretsWith);
  if (left.length > 0) return { key, resealed: await reseal(left, secretsWith(key)), completedEarlier: true };
  const next = await key.rotated();
  await replaceKeyFile(keyFile, next, now);
  const secrets = secretsWith(next);
  return { key: next, resealed: await reseal(await secrets.ids(), secrets), completedEarlier: false };
}

/** The ids of the secrets that the present key alone does not open. */
async function lockedWithOlderKeys(key: InstallationKey, secretsWith: KeyRotationOptions['secretsWith']): Promise<string[]> {
  const present = secretsWith(await key.alone());
  const locked: string[] = [];
  for (const id of await present.ids()) if (!(await present.opens(id))) locked.push(id);
  return locked;
}

async function reseal(ids: readonly string[], secrets: DirectorySecretStore): Promise<number> {
  for (const id of ids) await secrets.put(id, (await secrets.get(id)).reveal());
  return ids.length;
}
