import { CancelledError, DeadlineExceededError, NotLeaderError, TimeoutError, UnavailableError, UnknownError } from '@eventstore/db-client';

/** The server took a request and did not answer it. */
export class NoAnswerError extends Error {
  readonly code = 'NO_ANSWER';
  constructor(milliseconds: number) {
    super(`the event store did not answer within ${milliseconds} ms`);
    this.name = 'NoAnswerError';
  }
}

/** What the client throws as a bare Error when a call meets a channel that another failure has just closed, or no node of a cluster. */
const CLIENT_MESSAGES = ['Channel has been shut down', 'Failed to discover after'];

/** gRPC's UNKNOWN and INTERNAL: the latter is what a call in flight gets when the server's process is killed. */
const UNKNOWN_OUTCOMES: readonly (number | undefined)[] = [undefined, 2, 13];

/** Whether an error says nothing about the operation, only about the way to the server: the outcome is unknown. */
export function isOutage(error: unknown): boolean {
  if (error instanceof UnknownError) return UNKNOWN_OUTCOMES.includes(error.code);
  if (
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof DeadlineExceededError ||
    error instanceof TimeoutError ||
    error instanceof NotLeaderError ||
    error instanceof NoAnswerError
  )
    return true;
  return error instanceof Error && CLIENT_MESSAGES.some((message) => error.message.startsWith(message));
}

/** Whether the client renews its channel by itself after this error. After any other outage it may go on using what is broken. */
export function isHealedByClient(error: unknown): boolean {
  return error instanceof UnavailableError || error instanceof CancelledError || error instanceof NotLeaderError;
}
