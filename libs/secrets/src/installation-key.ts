import { hkdfSync } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';

/**
 * The age key of this installation: it opens the secrets and the vault.
 * `identity` is the secret half (`AGE-SECRET-KEY-1…`), `recipient` the public half (`age1…`). Printing a key shows only the public half.
 */
export class InstallationKey {
  readonly recipient: string;
  readonly #identity: string;

  private constructor(identity: string, recipient: string) {
    this.#identity = identity;
    this.recipient = recipient;
  }

  /** Rejects when this is no X25519 identity. The library's own message repeats the identity, so it must not travel further. */
  static async of(identity: string): Promise<InstallationKey> {
    if (!identity.startsWith('AGE-SECRET-KEY-1')) throw new Error('Not an X25519 age identity.');
    const recipient = await identityToRecipient(identity).catch(() => undefined);
    if (recipient === undefined) throw new Error('Not a whole age identity: its checksum is wrong.');
    return new InstallationKey(identity, recipient);
  }

  static async generate(): Promise<InstallationKey> {
    return InstallationKey.of(await generateX25519Identity());
  }

  get identity(): string {
    return this.#identity;
  }

  /** A key for one purpose, of 256 bits. It tells nothing of this key, nor of that for another purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#identity, '', `holdfast: ${purpose}`, 32));
  }

  toJSON(): { recipient: string } {
    return { recipient: this.recipient };
  }
}
