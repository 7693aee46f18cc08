import { createHash } from 'node:crypto';

/** What lies in Atlassian's storage and not in git: LFS objects by their oid, the SHA-256 of their content. */
export class StoredObjects {
  readonly #objects = new Map<string, Buffer>();

  /** Answers the oid. */
  add(content: Buffer): string {
    const oid = createHash('sha256').update(content).digest('hex');
    this.#objects.set(oid, content);
    return oid;
  }

  get(oid: string): Buffer | undefined {
    return this.#objects.get(oid);
  }
}
