/** A name that an object store does not take. A mistake of the caller. */
export class ObjectNameInvalidError extends Error {
  readonly code = 'OBJECT_NAME_INVALID';
  constructor(name: string) {
    super(`${JSON.stringify(name)} is not a name for an object.`);
    this.name = 'ObjectNameInvalidError';
  }
}

/** The vault does not have the object. Trying again does not help, unless another storage has it. */
export class ObjectMissingError extends Error {
  readonly code = 'OBJECT_MISSING';
  constructor(readonly objectName: string) {
    super(`The vault has no ${objectName}.`);
    this.name = 'ObjectMissingError';
  }
}

/** The vault has something under the object's name, but not the object. Trying again does not help, unless another storage has it. */
export class ObjectCorruptError extends Error {
  readonly code = 'OBJECT_CORRUPT';
  constructor(
    readonly objectName: string,
    readonly why: string,
  ) {
    super(`The vault's ${objectName} is corrupt: ${why}.`);
    this.name = 'ObjectCorruptError';
  }
}

/** What was to be stored is not what was announced: a download went wrong, or a file changed while it was read. Nothing was stored. */
export class ContentMismatchError extends Error {
  readonly code = 'CONTENT_MISMATCH';
  constructor(sha256: string, why: string) {
    super(`The content is not the announced object ${sha256}: ${why}. Nothing was stored.`);
    this.name = 'ContentMismatchError';
  }
}

/** The vault was begun with another key. Nothing is written, because neither key could then read all of it; nor is anything called corrupt. */
export class VaultKeyMismatchError extends Error {
  readonly code = 'VAULT_KEY_MISMATCH';
  constructor() {
    super(
      'This vault was begun with another key (or its key-check.age is damaged). Bring that key back, or begin a new vault in another place.',
    );
    this.name = 'VaultKeyMismatchError';
  }
}

/** The manifest was written by a later Holdfast. A later Holdfast reads it. */
export class ManifestVersionUnknownError extends Error {
  readonly code = 'MANIFEST_VERSION_UNKNOWN';
  constructor(version: number) {
    super(`The manifest has format version ${String(version)}; this Holdfast reads version 1.`);
    this.name = 'ManifestVersionUnknownError';
  }
}

/** This is not a manifest. `path` says where it stops being one, such as `git.bundles[0].object.sha256`; empty for all of it. */
export class ManifestInvalidError extends Error {
  readonly code = 'MANIFEST_INVALID';
  constructor(
    readonly path: string,
    why: string,
  ) {
    super(`The manifest is invalid: ${path === '' ? 'the content' : path} ${why}.`);
    this.name = 'ManifestInvalidError';
  }
}
