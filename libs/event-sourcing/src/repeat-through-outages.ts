import { AccessDeniedError, DeadlineExceededError } from '@eventstore/db-client';
import { backoff } from './backoff.ts';
import { EventStoreAccessError, isOutage, NoAnswerError } from './connection-errors.ts';
import { EventStoreUnavailableError } from './errors.ts';

/** How often an operation is repeated while the store cannot be reached: some five seconds, in which a cluster elects a new leader. */
const ATTEMPTS = 7;

/**
 * Repeats an operation while the store cannot be reached. One that was not answered in time has taken its time already.
 * Throws EventStoreUnavailableError in the end, EventStoreAccessError at once.
 */
export async function repeatThroughOutages<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (error instanceof AccessDeniedError) throw new EventStoreAccessError(error);
      if (!isOutage(error)) throw error;
      const isUnanswered = error instanceof DeadlineExceededError || error instanceof NoAnswerError;
      if (attempt === ATTEMPTS || isUnanswered) throw new EventStoreUnavailableError(error);
      await backoff(attempt);
    }
  }
}
