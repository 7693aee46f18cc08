/** What can be wrong with an embedded event store, as names that never change. */
export type EmbeddedEventStoreErrorCode =
  /** Another process, or this one, has the store open. The lock ends with its holder, however that ends. */
  | 'EVENT_STORE_IN_USE'
  /** The file is torn or was changed from outside: restore it from a backup. */
  | 'EVENT_STORE_DAMAGED'
  /** There is a file of the right name, but something else wrote it. It was left as it is. */
  | 'EVENT_STORE_FOREIGN_FILE'
  /** A later version of the program wrote the file: start that version, or a newer one. */
  | 'EVENT_STORE_TOO_NEW'
  /** Somebody else listens on the port that was asked for. */
  | 'EVENT_STORE_PORT_IN_USE'
  /** The directory or the file cannot be used: no permission, no space, no such device. */
  | 'EVENT_STORE_CANNOT_OPEN'
  /** A scavenge or a backup could not be finished; the store itself goes on. */
  | 'EVENT_STORE_MAINTENANCE_FAILED'
  /** The server ended and nobody had asked it to. */
  | 'EVENT_STORE_STOPPED';

/** Why the store could not be opened, or stopped: one sentence for a person, one code for a program. */
export class EmbeddedEventStoreError extends Error {
  readonly code: EmbeddedEventStoreErrorCode;

  constructor(code: EmbeddedEventStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedEventStoreError';
    this.code = code;
  }
}

export function storeInUse(directory: string, cause: unknown): EmbeddedEventStoreError {
  return new EmbeddedEventStoreError('EVENT_STORE_IN_USE', `The event store in ${directory} is already open in another process.`, {
    cause,
  });
}

export function storeDamaged(file: string, cause: unknown): EmbeddedEventStoreError {
  const message = `The event store file ${file} is damaged and must be restored from a backup.`;
  return new EmbeddedEventStoreError('EVENT_STORE_DAMAGED', message, { cause });
}

export function foreignFile(file: string): EmbeddedEventStoreError {
  const message = `The file ${file} was not written by this event store and was left untouched.`;
  return new EmbeddedEventStoreError('EVENT_STORE_FOREIGN_FILE', message);
}

export function storeTooNew(file: string, found: number, known: number): EmbeddedEventStoreError {
  const message = `The event store file ${file} has format ${found}, and this version of the program knows formats up to ${known}.`;
  return new EmbeddedEventStoreError('EVENT_STORE_TOO_NEW', message);
}

export function portInUse(port: number): EmbeddedEventStoreError {
  return new EmbeddedEventStoreError('EVENT_STORE_PORT_IN_USE', `The event store cannot listen on port ${port}: it is taken.`);
}

export function cannotOpen(directory: string, cause: unknown): EmbeddedEventStoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedEventStoreError('EVENT_STORE_CANNOT_OPEN', `The event store in ${directory} cannot be opened: ${reason}.`, { cause });
}

export function storeStopped(reason: string): EmbeddedEventStoreError {
  return new EmbeddedEventStoreError('EVENT_STORE_STOPPED', `The event store stopped by itself: ${reason}.`);
}

export function maintenanceFailed(reason: string): EmbeddedEventStoreError {
  return new EmbeddedEventStoreError('EVENT_STORE_MAINTENANCE_FAILED', `The event store could not finish its maintenance: ${reason}.`);
}
