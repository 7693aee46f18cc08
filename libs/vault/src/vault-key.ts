import { Readable } from 'node:stream';
import { decryptAge, encryptAge } from './age-file.ts';
import type { ObjectStore } from './object-store.port.ts';
import { KEY_CHECK } from './vault-layout.ts';
import { VaultKeyMismatchError } from './vault.errors.ts';

/** An age X25519 pair: `identity` opens what was encrypted to `recipient`. What was encrypted before a rotation is opened by an older one. */
export interface VaultKey {
  readonly identity: string;
  readonly recipient: string;
  readonly olderIdentities: readonly string[];
}

/** Everything that may open a file of the vault. */
export function identitiesOf({ identity, olderIdentities }: VaultKey): readonly string[] {
  return [identity, ...olderIdentities];
}

/**
 * Begins a vault with this key, or makes sure that it was begun with it or with one before it. Without this, a lost and newly made key would go unnoticed:
 * objects under the old key would be found by their names, and not be written again.
 *
 * @throws VaultKeyMismatchError
 */
export async function ensureVaultKey(objects: ObjectStore, key: VaultKey): Promise<void> {
  if (!(await objects.has(KEY_CHECK))) {
    const sentence = Buffer.from(`This vault is encrypted to ${key.recipient}.\n`);
    await objects.put(KEY_CHECK, Readable.from(encryptAge(key.recipient, Readable.from([sentence]))));
  }
  await checkVaultKey(objects, key);
}

/** Like `ensureVaultKey`, without writing: a vault that does not say its key is passed over. @throws VaultKeyMismatchError */
export async function checkVaultKey(objects: ObjectStore, key: VaultKey): Promise<void> {
  if (!(await objects.has(KEY_CHECK))) return;
  const opened = decryptAge(identitiesOf(key), await objects.get(KEY_CHECK), () => new VaultKeyMismatchError());
  for await (const _chunk of opened); // to its end, where age's own checks are complete
}
