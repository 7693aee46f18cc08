import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { canonicalJson } from './canonical-json.ts';
import { referenceOf } from './content-meter.ts';
import type { ObjectReference } from './object-reference.ts';
import type { ObjectStore } from './object-store.port.ts';
import { parseSnapshotManifest } from './parse-snapshot-manifest.ts';
import { SealedObjects } from './sealed-objects.ts';
import { objectsOf, type SnapshotManifest } from './snapshot-manifest.ts';
import type { VaultKey } from './vault-key.ts';
import { digestOf, manifestName, MANIFESTS, objectName } from './vault-layout.ts';
import { ObjectCorruptError, ObjectMissingError } from './vault.errors.ts';
import type { ObjectProblem, VerificationReport } from './verification-report.ts';

const READ_AHEAD = 256 * 1024;

/**
 * What an object is made of. A `file` must not change while it is read, and is read twice. A `stream` is read once: with what is `expected`, it goes
 * straight to the storage; alone, it waits encrypted in the spool directory until its end tells its name. Streams are destroyed in every case.
 */
export type ObjectContent =
  Buffer | Readable | { readonly file: string } | { readonly stream: Readable; readonly expected: ObjectReference };

/**
 * Keeps objects and manifests: written once, encrypted, named by the SHA-256 of their content, never changed.
 * Put the objects first, then the manifest, and tell of it last: whatever dies in between leaves garbage, never a lie.
 */
export class Vault {
  readonly #objects: ObjectStore;
  readonly #sealed: SealedObjects;
  readonly #spoolDirectory: string;

  /** `spoolDirectory`: room for the largest stream of unknown content, by default the system's directory for temporary files. What a crash leaves there is ciphertext and may be removed. */
  constructor(parts: { readonly objects: ObjectStore; readonly key: VaultKey; readonly spoolDirectory?: string }) {
    this.#objects = parts.objects;
    this.#sealed = new SealedObjects(parts.objects, parts.key);
    this.#spoolDirectory = parts.spoolDirectory ?? tmpdir();
  }

  /**
   * Stores an object; the same content again is found, and not written again. If what is found is damaged, it is set aside, and the snapshots
   * that need it are whole again. Once this resolves, it survives a crash.
   *
   * @throws ContentMismatchError when a stream is not what was expected, or a file changed meanwhile; VaultKeyMismatchError
   */
  async putObject(content: ObjectContent): Promise<ObjectReference> {
    if (Buffer.isBuffer(content)) return this.#putBuffer(content, objectName);
    if (content instanceof Readable) return this.#sealed.putUnnamed(objectName, content, this.#spoolDirectory);
    if ('file' in content) return this.#putFile(content.file);
    await this.#sealed.put(objectName(content.expected.sha256), content.expected, content.stream);
    return content.expected;
  }

  /** Whether the object is there. Its content is not looked at. */
  async hasObject({ sha256 }: Pick<ObjectReference, 'sha256'>): Promise<boolean> {
    return this.#objects.has(objectName(sha256));
  }

  /**
   * The object's content. Each byte is authentic, but only the end tells that all of it is there and that it is this object:
   * a stream that fails with ObjectCorruptError has given nothing that may be used.
   *
   * @throws ObjectMissingError
   */
  async openObject(object: ObjectReference): Promise<Readable> {
    return this.#sealed.open(objectName(object.sha256), object);
  }

  /** A small object as a whole. @throws ObjectMissingError, ObjectCorruptError */
  async readObject(object: ObjectReference): Promise<Buffer> {
    return buffer(await this.openObject(object));
  }

  /** Writes the object to a file for its owner alone, whole or not at all; a file in its place is replaced. @throws ObjectMissingError, ObjectCorruptError */
  async extractObject(object: ObjectReference, toFile: string): Promise<void> {
    const content = await this.openObject(object);
    const partial = `${toFile}.${randomBytes(8).toString('hex')}.partial`;
    try {
      await pipeline(content, createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
      await rename(partial, toFile);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /**
   * Stores a manifest; `digest` is the SHA-256 of its canonical JSON, and its name from now on.
   *
   * @throws ManifestInvalidError; ObjectMissingError when it names an object that the vault does not have; VaultKeyMismatchError
   */
  async putManifest(manifest: SnapshotManifest): Promise<{ digest: string; bytes: number }> {
    const json = canonicalJson(manifest);
    for (const object of objectsOf(parseSnapshotManifest(json))) {
      if (!(await this.hasObject(object))) throw new ObjectMissingError(objectName(object.sha256));
    }
    const { sha256, bytes } = await this.#putBuffer(Buffer.from(json), manifestName);
    return { digest: sha256, bytes };
  }

  /** @throws ObjectMissingError, ObjectCorruptError, ManifestVersionUnknownError, ManifestInvalidError */
  async getManifest(digest: string): Promise<SnapshotManifest> {
    const json = await buffer(await this.#sealed.open(manifestName(digest), { sha256: digest }));
    return parseSnapshotManifest(json.toString());
  }

  /** The digest of every manifest in the vault. With them, a vault tells what is in it when nothing else is left. */
  async *manifestDigests(): AsyncGenerator<string> {
    for await (const name of this.#objects.list(MANIFESTS)) {
      const digest = digestOf(name);
      if (digest !== undefined) yield digest;
    }
  }

  /** Reads every object that the manifest names, to its end. @throws VaultKeyMismatchError, since a wrong key would make everything look corrupt */
  async verifyObjects(manifest: SnapshotManifest): Promise<VerificationReport> {
    await this.#sealed.checkKey();
    const objects = objectsOf(manifest);
    const problems: ObjectProblem[] = [];
    let bytesRead = 0;
    for (const object of objects) {
      const problem = await this.#examine(object);
      if (problem === undefined) bytesRead += object.bytes;
      else problems.push(problem);
    }
    return { objects: objects.length, bytesRead, problems };
  }

  async #examine(object: ObjectReference): Promise<ObjectProblem | undefined> {
    try {
      for await (const _chunk of await this.openObject(object)); // its end tells whether it is whole
      return undefined;
    } catch (error) {
      return { object, ...problemOf(error) };
    }
  }

  async #putBuffer(content: Buffer, nameOf: (sha256: string) => string): Promise<ObjectReference> {
    const object = await referenceOf([content]);
    await this.#sealed.put(nameOf(object.sha256), object, Readable.from([content]));
    return object;
  }

  async #putFile(file: string): Promise<ObjectReference> {
    const object = await referenceOf(createReadStream(file, { highWaterMark: READ_AHEAD }));
    const again = (await open(file)).createReadStream({ highWaterMark: READ_AHEAD });
    await this.#sealed.put(objectName(object.sha256), object, again);
    return object;
  }
}

function problemOf(error: unknown): Pick<ObjectProblem, 'problem' | 'why'> {
  if (error instanceof ObjectMissingError) return { problem: 'missing', why: error.message };
  if (error instanceof ObjectCorruptError) return { problem: 'corrupt', why: error.why };
  return { problem: 'unreadable', why: error instanceof Error ? error.message : String(error) };
}
