import { isOutage } from './connection-errors.ts';
import { ConcurrencyError, DomainError, EventStoreUnavailableError, WrongRevisionError } from './errors.ts';

/** Why a saga's command was not carried out. */
export interface SagaRefusal {
  readonly code: string;
  readonly message: string;
}

/** A command that fails with such an error is tried for as long as it takes. */
export function passesByItself(error: unknown): boolean {
  if (error instanceof DomainError) return error.kind === 'provider_unavailable';
  return (
    error instanceof EventStoreUnavailableError ||
    error instanceof ConcurrencyError ||
    error instanceof WrongRevisionError ||
    isOutage(error)
  );
}

/** Only a DomainError's message is made to be shown: any other stays out of the events, which are kept for ever. */
export function refusalFrom(error: unknown): SagaRefusal {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'COMMAND_FAILED', message: `the command kept failing with ${name}` };
}
