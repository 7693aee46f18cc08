import { DomainError, UnreadableEventError } from './errors.ts';
import { passesByItself } from './saga-refusal.ts';

/** What became of a message in the hands of a consumer. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown };

/** What the server is told about a message. The reason is kept with one that is parked, so it never says more than may be shown. */
export type Settlement =
  { readonly action: 'ack' } | { readonly action: 'retry'; readonly reason: string } | { readonly action: 'park'; readonly reason: string };

/**
 * A refusal is parked at once: it would be the same tomorrow. What passes by itself is retried as often as the server lets it; what fails for
 * no known reason so many times, and is then parked.
 */
export function settlementOf(outcome: Outcome, retries: number, attempts: number): Settlement {
  if (outcome.done) return { action: 'ack' };
  const { error } = outcome;
  const reason = reasonOf(error);
  if (passesByItself(error)) return { action: 'retry', reason };
  if (error instanceof DomainError || error instanceof UnreadableEventError) return { action: 'park', reason };
  return { action: retries + 1 < attempts ? 'retry' : 'park', reason };
}

/** Only the message of a refusal is made to be shown. */
function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code} ${error.message}`;
  return `failed with ${error instanceof Error ? error.name : typeof error}`;
}
