import { ConcurrencyError, EventStoreUnavailableError } from '@holdfast/event-sourcing';

/** Says nothing about the work in hand: it is handed back and done again, not failed. */
export function isOwnTrouble(error: unknown): boolean {
  return error instanceof EventStoreUnavailableError || error instanceof ConcurrencyError;
}
