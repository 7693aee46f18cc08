import type { Decider } from '@holdfast/event-sourcing';
import type { AccessRole } from '../contracts/access-roles.ts';
import { accessEvents, type AccessTokenCreated, type AccessTokensEvent } from '../contracts/access.events.ts';
import { FIRST_TOKEN } from './first-token.ts';
import {
  AccessTokenExpiryPassedError,
  AccessTokenNameTakenError,
  AccessTokenNotFoundError,
  LastAdministratorError,
  TokenOfSettingsError,
} from './access.errors.ts';

interface TokenState {
  readonly name: string;
  readonly role: AccessRole;
  readonly expiresAt: string | null;
  readonly isRevoked: boolean;
}

/** By id; the installation's first token is among them from the beginning. */
export type AccessTokensState = ReadonlyMap<string, TokenState>;

export type AccessTokensCommand =
  | { readonly type: 'CreateAccessToken'; readonly now: Date; readonly token: AccessTokenCreated['data'] }
  | {
      readonly type: 'RevokeAccessToken';
      readonly tokenId: string;
      /** Whether the first token is the one that the settings give, which works whatever is decided here. */
      readonly firstIsOfSettings: boolean;
    };

const first: TokenState = { name: FIRST_TOKEN.name, role: 'administrator', expiresAt: null, isRevoked: false };

/** The tokens of the API. Their number is small, so all are in one stream: that keeps names unique, and an administrator among them. */
export const accessTokens: Decider<AccessTokensState, AccessTokensCommand, AccessTokensEvent> = {
  initialState: new Map([[FIRST_TOKEN.id, first]]),
  decide(command, state) {
    switch (command.type) {
      case 'CreateAccessToken':
        return create(command, state);
      case 'RevokeAccessToken':
        return revoke(command, state);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'AccessTokenCreated': {
        const { tokenId, name, role, expiresAt } = event.data;
        return new Map(state).set(tokenId, { name, role, expiresAt, isRevoked: false });
      }
      case 'AccessTokenRevoked': {
        const revoked = state.get(event.data.tokenId);
        return revoked ? new Map(state).set(event.data.tokenId, { ...revoked, isRevoked: true }) : state;
      }
      default:
        return event satisfies never;
    }
  },
  events: { AccessTokenCreated: accessEvents.AccessTokenCreated, AccessTokenRevoked: accessEvents.AccessTokenRevoked },
};

type Command<Type> = Extract<AccessTokensCommand, { type: Type }>;

function create({ token, now }: Command<'CreateAccessToken'>, state: AccessTokensState): readonly AccessTokensEvent[] {
  if (state.has(token.tokenId)) return [];
  if (token.expiresAt !== null && new Date(token.expiresAt) <= now) throw new AccessTokenExpiryPassedError();
  const isTaken = [...state.values()].some(({ name, isRevoked }) => !isRevoked && name.toLowerCase() === token.name.toLowerCase());
  if (isTaken) throw new AccessTokenNameTakenError(token.name);
  return [{ type: 'AccessTokenCreated', data: token }];
}

function revoke({ tokenId, firstIsOfSettings }: Command<'RevokeAccessToken'>, state: AccessTokensState): readonly AccessTokensEvent[] {
  const token = state.get(tokenId);
  if (!token) throw new AccessTokenNotFoundError(tokenId);
  if (tokenId === FIRST_TOKEN.id && firstIsOfSettings) throw new TokenOfSettingsError();
  if (token.isRevoked) return [];
  const others = new Map(state);
  others.delete(tokenId);
  if (isLasting(token) && !firstIsOfSettings && ![...others.values()].some(isLasting)) throw new LastAdministratorError();
  return [{ type: 'AccessTokenRevoked', data: { tokenId, name: token.name } }];
}

/** One that expires may leave nobody behind who can create another. */
function isLasting({ role, expiresAt, isRevoked }: TokenState): boolean {
  return role === 'administrator' && expiresAt === null && !isRevoked;
}
