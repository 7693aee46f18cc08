import { isOutage } from './connection-errors.ts';
import { ConcurrencyError, DomainError, EventStoreUnavailableError, WrongRevisionError } from './errors.ts';

/** Why a saga's command was not carried out. */
export interface SagaRefusal {
  readonly code: string;
  readonly message: string;
}

const USUAL_REST = 60;
const LONGEST_REST = 3_600;

/** A command that fails with such an error is tried for as long as it takes. */
export function passesByItself(error: unknown): boolean {
  if (error instanceof DomainError) return error.kind === 'provider_unavailable' || error.kind === 'provider_busy';
  return (
    error instanceof EventStoreUnavailableError ||
    error instanceof ConcurrencyError ||
    error instanceof WrongRevisionError ||
    isOutage(error)
  );
}

/**
 * How long a provider that was asked too often is left alone, in seconds: what it said, an hour at most, or a minute. Refused requests may
 * count as well. 0 after any other error.
 */
export function restAfter(error: unknown): number {
  if (!(error instanceof DomainError) || error.kind !== 'provider_busy') return 0;
  const told = error.details['retryAfterSeconds'];
  return typeof told === 'number' && told > 0 ? Math.min(told, LONGEST_REST) : USUAL_REST;
}

/** Only a DomainError's message is made to be shown: any other stays out of the events, which are kept for ever. */
export function refusalFrom(error: unknown): SagaRefusal {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'COMMAND_FAILED', message: `the command kept failing with ${name}` };
}
