/** Others may read the key file. Take their rights away, and think of a new key if they may have used them. */
export class KeyFileExposedError extends Error {
  readonly code = 'KEY_FILE_EXPOSED';
  constructor(path: string, mode: number) {
    super(
      `The key file ${path} is open to others (mode ${mode.toString(8).padStart(4, '0')}). Only its owner may read it: chmod 600 ${path}`,
    );
    this.name = 'KeyFileExposedError';
  }
}

/** The key file is there, or may be, but cannot be read. No new key is made in its place. */
export class KeyFileUnreadableError extends Error {
  readonly code = 'KEY_FILE_UNREADABLE';
  constructor(path: string, why: string) {
    super(`The key file ${path} cannot be read: ${why}.`);
    this.name = 'KeyFileUnreadableError';
  }
}

/** The file holds something else than one age key. It is left as it is. */
export class KeyFileMalformedError extends Error {
  readonly code = 'KEY_FILE_MALFORMED';
  constructor(path: string, why: string) {
    super(
      `The key file ${path} is not a key file: ${why}. Restore it from your copy; without the key, nothing that was stored can be read.`,
    );
    this.name = 'KeyFileMalformedError';
  }
}

/** There is no key file, and none can be made. */
export class KeyFileNotCreatedError extends Error {
  readonly code = 'KEY_FILE_NOT_CREATED';
  constructor(path: string, why: string) {
    super(`There is no key file ${path}, and none can be created: ${why}.`);
    this.name = 'KeyFileNotCreatedError';
  }
}
