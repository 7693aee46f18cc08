import { ConcurrencyError, EventStoreUnavailableError } from '@holdfast/event-sourcing';
import { WindowClosedError } from '@holdfast/runs';

/** Says nothing about the work in hand: it is handed back and done again, not failed; after the end of a window, in the next one. */
export function isOwnTrouble(error: unknown): boolean {
  return [EventStoreUnavailableError, ConcurrencyError, WindowClosedError].some((kind) => error instanceof kind);
}
