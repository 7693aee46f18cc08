import { deterministicId, NO_EVENTS, WrongRevisionError, type Clock, type EventStore } from '@holdfast/event-sourcing';
import { hashOf, newAccessToken } from './access-tokens.ts';
import { administratorStream, type AdministratorTokenIssued } from './access.events.ts';

/** The administrator's token as the gateway checks it; `created` holds it in clear, once, when this start made it. */
export interface AdministratorToken {
  readonly name: string;
  readonly tokenHash: string;
  readonly created: string | null;
}

/** The token that the settings give, else the one that was issued, else a new one. Gateways that start together agree on one. */
export async function administratorToken(eventStore: EventStore, clock: Clock, given: string | null): Promise<AdministratorToken> {
  const name = 'administrator';
  if (given !== null) return { name, tokenHash: hashOf(given), created: null };
  const issued = await eventStore.readLast(administratorStream);
  if (issued) return { ...(issued as unknown as AdministratorTokenIssued).data, created: null };
  const token = newAccessToken();
  const event: AdministratorTokenIssued = { type: 'AdministratorTokenIssued', data: { name, tokenHash: hashOf(token) } };
  const id = deterministicId('administrator token', event.data.tokenHash);
  const metadata = { actor: 'holdfast', at: clock().toISOString(), commandId: id, $correlationId: id, $causationId: id };
  try {
    await eventStore.append(administratorStream, NO_EVENTS, [{ id, event, metadata }]);
  } catch (error) {
    if (error instanceof WrongRevisionError) return administratorToken(eventStore, clock, given);
    throw error;
  }
  return { ...event.data, created: token };
}
