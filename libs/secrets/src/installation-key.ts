import { hkdfSync } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';

/**
 * The age key of this installation: it opens the secrets and the vault.
 * `identity` is the secret half (`AGE-SECRET-KEY-1…`), `recipient` the public half (`age1…`). Printing a key shows only the public half.
 * A key that was rotated remembers those before it: they open what was encrypted in their time, and encrypt nothing any more.
 */
export class InstallationKey {
  readonly recipient: string;
  readonly #identity: string;
  readonly #older: readonly string[];

  private constructor(identity: string, recipient: string, older: readonly string[]) {
    this.#identity = identity;
    this.#older = older;
    this.recipient = recipient;
  }

  /**
   * `older`: the identities before this one, the last one first. Rejects when one is no X25519 identity. The library's own message repeats
   * the identity, so it must not travel further.
   */
  static async of(identity: string, older: readonly string[] = []): Promise<InstallationKey> {
    const [recipient = ''] = await Promise.all([identity, ...older].map(recipientOf));
    return new InstallationKey(identity, recipient, older);
  }

  static async generate(): Promise<InstallationKey> {
    return InstallationKey.of(await generateX25519Identity());
  }

  get identity(): string {
    return this.#identity;
  }

  get olderIdentities(): readonly string[] {
    return this.#older;
  }

  /** A new key that remembers this one. */
  async rotated(): Promise<InstallationKey> {
    return InstallationKey.of(await generateX25519Identity(), [this.#identity, ...this.#older]);
  }

  /** This key without those before it. */
  async alone(): Promise<InstallationKey> {
    return InstallationKey.of(this.#identity);
  }

  /**
   * A key for one purpose, of 256 bits. It tells nothing of this key, nor of that for another purpose. It follows from the first key of the
   * installation and outlives rotations: what was signed or numbered with it could not be recognized otherwise.
   */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#older.at(-1) ?? this.#identity, '', `holdfast: ${purpose}`, 32));
  }

  toJSON(): { recipient: string } {
    return { recipient: this.recipient };
  }
}

async function recipientOf(identity: string): Promise<string> {
  if (!identity.startsWith('AGE-SECRET-KEY-1')) throw new Error('Not an X25519 age identity.');
  const recipient = await identityToRecipient(identity).catch(() => undefined);
  if (recipient === undefined) throw new Error('Not a whole age identity: its checksum is wrong.');
  return recipient;
}
