import type { Metadata, status } from '@grpc/grpc-js';
import {
  PersistentSubscriptionError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFullError,
  PersistentSubscriptionNotFoundError,
} from '../persistent-subscriptions/persistent-subscription.errors.ts';
import { AccessDeniedError, NotAuthenticatedError } from '../security/access.errors.ts';
import { StoreClosedError } from '../storage/group-commit.ts';
import { StreamTombstonedError } from '../storage/stream-tombstoned.error.ts';
import type { ExpectedRevision } from '../storage/expected-revision.ts';
import { grpc } from './protocol.ts';

/** An error in the form in which the client recognizes it: by `exception` and its companions in the trailing metadata. */
export interface CallError extends Error {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The request makes no sense: sending it again will not help. */
export class InvalidArgumentError extends Error {}

function callError(code: status, details: string, trailers: Readonly<Record<string, string>> = {}): CallError {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, asAscii(value));
  return Object.assign(new Error(details), { code, details, metadata });
}

/** Header values are ASCII; a stream name need not be. */
function asAscii(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value);
}

export function streamDeleted(streamName: string): CallError {
  return callError(grpc.status.FAILED_PRECONDITION, `Event stream '${streamName}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': streamName,
  });
}

/** @param lastRevision -1 when there is no such stream */
export function wrongExpectedRevision(streamName: string, expected: ExpectedRevision, lastRevision: number): CallError {
  const details = `WrongExpectedVersion. Stream: ${streamName}, expected version: ${expected}, actual version: ${lastRevision}`;
  return callError(grpc.status.FAILED_PRECONDITION, details, {
    exception: 'wrong-expected-version',
    'stream-name': streamName,
    'expected-version': String(numberOf(expected)),
    'actual-version': lastRevision < 0 ? '' : String(lastRevision),
  });
}

export function maxAppendSizeExceeded(limit: number): CallError {
  return callError(grpc.status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
}

export function requiredMetadataMissing(property: string): CallError {
  return callError(grpc.status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

function persistentSubscriptionError(error: PersistentSubscriptionError): CallError {
  const { code, exception } = persistentSubscriptionStatus(error);
  const trailers = { exception, 'stream-name': error.source, 'group-name': error.groupName };
  return callError(code, error.message, trailers);
}

function persistentSubscriptionStatus(error: PersistentSubscriptionError): { code: status; exception: string } {
  const { status } = grpc;
  if (error instanceof PersistentSubscriptionNotFoundError) {
    return { code: status.NOT_FOUND, exception: 'persistent-subscription-does-not-exist' };
  }
  if (error instanceof PersistentSubscriptionExistsError) {
    return { code: status.ALREADY_EXISTS, exception: 'persistent-subscription-exists' };
  }
  if (error instanceof PersistentSubscriptionFullError) {
    return { code: status.FAILED_PRECONDITION, exception: 'maximum-subscribers-reached' };
  }
  return { code: status.CANCELLED, exception: 'persistent-subscription-dropped' };
}

export function deadlineExceeded(): CallError {
  return callError(grpc.status.DEADLINE_EXCEEDED, 'The deadline passed before anything was written.');
}

/** Whether it was written is not known: repeat it with the same event ids and the same expected revision. */
export function unavailable(details: string): CallError {
  return callError(grpc.status.UNAVAILABLE, details);
}

/** Every error that leaves a call goes through here; what nobody foresaw becomes UNAVAILABLE, since its outcome is unknown. */
export function toCallError(error: unknown): CallError {
  if (isCallError(error)) return error;
  if (error instanceof InvalidArgumentError) return callError(grpc.status.INVALID_ARGUMENT, error.message);
  if (error instanceof StreamTombstonedError) return streamDeleted(error.streamName);
  if (error instanceof PersistentSubscriptionError) return persistentSubscriptionError(error);
  if (error instanceof AccessDeniedError) return callError(grpc.status.PERMISSION_DENIED, error.message, { exception: 'access-denied' });
  if (error instanceof NotAuthenticatedError) return callError(grpc.status.UNAUTHENTICATED, error.message);
  if (error instanceof StoreClosedError) return unavailable(error.message);
  return unavailable(`The event store failed: ${error instanceof Error ? error.message : String(error)}`);
}

function isCallError(error: unknown): error is CallError {
  return error instanceof Error && 'details' in error && 'metadata' in error && error.metadata instanceof grpc.Metadata;
}

function numberOf(expected: ExpectedRevision): number {
  switch (expected) {
    case 'no_stream':
      return -1;
    case 'any':
      return -2;
    case 'stream_exists':
      return -4;
    default:
      return expected;
  }
}
