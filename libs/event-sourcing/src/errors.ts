import type { RecordedEvent } from './event.ts';

/** How the caller can react; the gateway has one table from here to the HTTP status. */
export type DomainErrorKind =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'moved_on'
  | 'refused_by_provider'
  /** It was asked too often. `details.retryAfterSeconds` is how long it wants to be left alone, where it said so. */
  | 'provider_busy'
  | 'provider_unavailable';

/** A command was refused: nothing was stored. `code` is stable, clients may match on it. `details` may be shown to the caller. */
export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The caller saw an older state than the present one: look again, decide again. */
export class RevisionMovedError extends DomainError {
  constructor(present: bigint) {
    super('moved_on', 'REVISION_MOVED', 'It has changed since you looked at it: nothing was done.', { etag: `"${present}"` });
  }
}

/** The stream moved on while a command was decided, more often than the command was tried again. */
export class ConcurrencyError extends Error {
  readonly code = 'CONCURRENT_CHANGES';
  constructor(stream: string) {
    super(`${stream} kept changing while the command was decided`);
    this.name = 'ConcurrencyError';
  }
}

/** A stored event has a name that this build does not know: it was written by a newer one. */
export class UnknownEventError extends Error {
  readonly code = 'UNKNOWN_EVENT';
  constructor(type: string, stream: string) {
    super(`${stream} holds an event "${type}", which this version does not know`);
    this.name = 'UnknownEventError';
  }
}

/** A stored event has a shape that this build cannot bring into the present one. */
export class UnreadableEventError extends Error {
  readonly code = 'UNREADABLE_EVENT';
  constructor({ type, stream, revision }: RecordedEvent, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${stream} holds an event "${type}" (revision ${revision}) that cannot be read: ${reason}`, { cause });
    this.name = 'UnreadableEventError';
  }
}

/** The event store could not be reached, or did not answer in time, for longer than an operation is repeated. */
export class EventStoreUnavailableError extends Error {
  readonly code: string = 'EVENT_STORE_UNAVAILABLE';
  constructor(cause: unknown) {
    super('the event store cannot be reached', { cause });
    this.name = 'EventStoreUnavailableError';
  }
}

/** The stream is not at the expected revision. Read again, decide again. */
export class WrongRevisionError extends Error {
  readonly code = 'WRONG_REVISION';
  constructor(stream: string) {
    super(`${stream} is not at the expected revision`);
    this.name = 'WrongRevisionError';
  }
}
