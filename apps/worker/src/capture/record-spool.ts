import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetadataCapture, Vault } from '@holdfast/vault';

/** Records on their way to the vault: JSON lines in a file, until they are stored as one object. */
export class RecordSpool {
  /** What is stored, oldest first. */
  readonly captures: MetadataCapture[];
  readonly #vault: Vault;
  readonly #kind: string;
  readonly #file: string;
  #items = 0;

  /** `directory` exists and belongs to this task alone. */
  constructor(vault: Vault, kind: string, directory: string, captures: readonly MetadataCapture[]) {
    this.captures = [...captures];
    this.#vault = vault;
    this.#kind = kind;
    this.#file = join(directory, `${kind}.jsonl`);
  }

  async add(record: object): Promise<void> {
    if (this.#items === 0) await rm(this.#file, { force: true });
    await appendFile(this.#file, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    this.#items += 1;
  }

  /** Does nothing when there is nothing new. */
  async store(): Promise<void> {
    if (this.#items === 0) return;
    const object = await this.#vault.putObject({ file: this.#file });
    this.captures.push({ kind: this.#kind, object, items: this.#items });
    this.#items = 0;
  }
}
