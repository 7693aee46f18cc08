import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  isCommandError,
  type AccessDeniedError,
} from '@eventstore/db-client';
import { EventStoreUnavailableError } from './errors.ts';

/** The server took a request and did not answer it. */
export class NoAnswerError extends Error {
  readonly code = 'NO_ANSWER';
  constructor(milliseconds: number) {
    super(`the event store did not answer within ${milliseconds} ms`);
    this.name = 'NoAnswerError';
  }
}

const UNAUTHENTICATED = 16;

/** The event store knows us not, or lets us not do this. Nothing was stored. */
export class EventStoreAccessError extends EventStoreUnavailableError {
  override readonly code = 'EVENT_STORE_ACCESS_DENIED';
  constructor(cause: AccessDeniedError) {
    super(cause);
    const isStranger = Number(cause.code) === UNAUTHENTICATED;
    this.message = isStranger ? 'the event store refuses our user name and password' : 'the event store does not let our user do this';
    this.name = 'EventStoreAccessError';
  }
}

/** The event store cannot be reached from the start. The message names the hosts: it is for whoever operates us. */
export class EventStoreUnreachableError extends EventStoreUnavailableError {
  constructor(cause: unknown, explanation: string | undefined) {
    super(cause);
    if (explanation !== undefined) this.message = `${this.message}: ${explanation}`;
    this.name = 'EventStoreUnreachableError';
  }
}

const CANCELLED = 1;
const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const ABORTED = 10;
/** What a call in flight may get when the server's process is killed. */
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** gRPC's codes that leave the outcome of a call open. */
const UNKNOWN_OUTCOMES: readonly unknown[] = [undefined, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE];

/** What the client throws as a bare Error when a call meets a channel that another failure has just closed, or no node of a cluster. */
const CLIENT_MESSAGES = ['Channel has been shut down', 'Failed to discover after'];

/** Whether an error says nothing about the operation, only about the way to the server: the outcome is unknown. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof UnknownError) return UNKNOWN_OUTCOMES.includes(error.code);
  if (isCommandError(error)) return isOutageOfItsClass(error);
  if (error instanceof NoAnswerError) return true;
  if (grpcCode(error) !== undefined) return UNKNOWN_OUTCOMES.includes(grpcCode(error));
  return CLIENT_MESSAGES.some((message) => error.message.startsWith(message));
}

function isOutageOfItsClass(error: Error): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof DeadlineExceededError ||
    error instanceof TimeoutError ||
    error instanceof NotLeaderError
  );
}

function grpcCode(error: Error): number | undefined {
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
