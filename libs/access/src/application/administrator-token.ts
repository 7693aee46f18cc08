import { randomBytes } from 'node:crypto';
import { deterministicId, NO_EVENTS, WrongRevisionError, type Clock, type EventStore } from '@holdfast/event-sourcing';
import { administratorStream, type AdministratorTokenIssued } from '../contracts/access.events.ts';
import { FIRST_TOKEN } from '../domain/first-token.ts';
import { accessTokenOf, hashOf } from './token-secret.ts';

export const ADMINISTRATOR_TOKEN = Symbol('AdministratorToken');

/** The installation's first token as the gateway checks it. */
export interface AdministratorToken {
  readonly name: string;
  readonly tokenHash: string;
  /** The token in clear, once, when this start made it. */
  readonly created: string | null;
  /** It is the one that the settings give: the API cannot revoke it. */
  readonly isOfSettings: boolean;
  /** Somebody chose it, and it is so short that it could be found by trying. */
  readonly isGuessable: boolean;
}

/** A chosen token that is shorter is taken for a word that somebody could think of. */
const HARD_TO_GUESS = 24;

/** The token that the settings give, else the one that was issued, else a new one. Gateways that start together agree on one. */
export async function administratorToken(eventStore: EventStore, clock: Clock, given: string | null): Promise<AdministratorToken> {
  const { name } = FIRST_TOKEN;
  if (given !== null) return ofSettings(given);
  const issued = await eventStore.readLast(administratorStream);
  if (issued) return { ...(issued as unknown as AdministratorTokenIssued).data, created: null, ...ISSUED };
  const token = accessTokenOf(randomBytes(32));
  const event: AdministratorTokenIssued = { type: 'AdministratorTokenIssued', data: { name, tokenHash: hashOf(token) } };
  const id = deterministicId('administrator token', event.data.tokenHash);
  const metadata = { actor: 'holdfast', at: clock().toISOString(), commandId: id, $correlationId: id, $causationId: id };
  try {
    await eventStore.append(administratorStream, NO_EVENTS, [{ id, event, metadata }]);
  } catch (error) {
    if (error instanceof WrongRevisionError) return administratorToken(eventStore, clock, given);
    throw error;
  }
  return { ...event.data, created: token, ...ISSUED };
}

const ISSUED = { isOfSettings: false, isGuessable: false } as const;

function ofSettings(given: string): AdministratorToken {
  const isGuessable = given.length < HARD_TO_GUESS;
  return { name: FIRST_TOKEN.name, tokenHash: hashOf(given), created: null, isOfSettings: true, isGuessable };
}
