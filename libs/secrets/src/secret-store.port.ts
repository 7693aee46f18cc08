import type { JsonObject } from './json-object.ts';
import type { Redacted } from './redacted.ts';
import type { SecretAccess } from './secret-access.ts';

/**
 * Keeps secrets by id, encrypted. Ids are UUIDs or names of up to 128 letters, digits, `-` and `_`; every method refuses others with SecretIdInvalidError.
 * Safe to use from several processes at once; of two that put under one id, the last wins.
 */
export interface SecretStore {
  /** Stores the secret, or replaces it. Once this resolves, the secret survives a crash; before, the old one stands. */
  put(id: string, value: JsonObject): Promise<void>;

  /**
   * Opens a secret, for whom and what `access` says.
   * @throws SecretNotFoundError, and SecretUnreadableError for a wrong key or a damaged secret; neither shows any content.
   */
  get(id: string, access: SecretAccess): Promise<Redacted<JsonObject>>;

  has(id: string): Promise<boolean>;

  /**
   * Removes the secret; may be repeated. Once this resolves, `get` does not find it, also after a crash.
   * The bytes are not overwritten: on an SSD or a copying file system that would promise more than it does. What may remain is ciphertext.
   */
  destroy(id: string): Promise<void>;

  /** Every id that has a secret, in ascending order. */
  ids(): Promise<string[]>;
}
