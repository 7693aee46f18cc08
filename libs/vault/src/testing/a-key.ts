import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { VaultKey } from '../vault-key.ts';

export async function aKey(): Promise<VaultKey> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity), olderIdentities: [] };
}
