import type { Readable } from 'node:stream';

/**
 * Where a vault keeps its files. Knows nothing of what is in them.
 *
 * Names are paths of segments joined by `/`; a segment starts with a letter or digit and goes on with letters, digits, `.`, `_` and `-`.
 * Every method refuses other names with ObjectNameInvalidError. Safe to use from several processes at once.
 */
export interface ObjectStore {
  /**
   * Stores the content under the name, whole or not at all, and never again: true when this call stored it, false when the name was taken,
   * by an earlier call, and then the content is not read, or by one at the same time. What is there is never replaced.
   * Once this resolves, the object survives a crash. Rejects with the content's own error when that fails; then nothing is under the name,
   * and the same put may be repeated. The content is destroyed in every case.
   */
  put(name: string, content: Readable): Promise<boolean>;

  /** The stored bytes. @throws ObjectMissingError when there are none, before any byte is read. */
  get(name: string): Promise<Readable>;

  has(name: string): Promise<boolean>;

  /** Every name that begins with the prefix, in ascending order. Names put or removed while it is read may be among them or not. */
  list(prefix: string): AsyncIterable<string>;

  /** Removes an object. Does nothing when there is none; may be repeated. */
  remove(name: string): Promise<void>;
}
