import type { AccessRole } from './access-roles.ts';

/** The installation got its first token, an administrator's. */
export interface AdministratorTokenIssued {
  readonly type: 'AdministratorTokenIssued';
  readonly data: {
    readonly name: string;
    /** SHA-256, hexadecimal. The token itself is stored nowhere. */
    readonly tokenHash: string;
  };
}

/** Somebody made a token for the API. */
export interface AccessTokenCreated {
  readonly type: 'AccessTokenCreated';
  readonly data: {
    readonly tokenId: string;
    readonly name: string;
    readonly role: AccessRole;
    /** SHA-256, hexadecimal. The token itself is stored nowhere. */
    readonly tokenHash: string;
    /** RFC 3339, UTC; null when it does not expire. */
    readonly expiresAt: string | null;
  };
}

/** A token opens nothing any more. */
export interface AccessTokenRevoked {
  readonly type: 'AccessTokenRevoked';
  readonly data: { readonly tokenId: string; readonly name: string };
}

/** A token was used from an address for the first time on a day. Later uses on that day are not recorded. */
export interface AccessTokenUsed {
  readonly type: 'AccessTokenUsed';
  readonly data: {
    readonly tokenId: string;
    readonly name: string;
    /** Of the connection: behind a proxy, the proxy's. */
    readonly address: string;
    /** In UTC, such as 2026-11-22. */
    readonly day: string;
  };
}

/** Why a request was not let in. */
export type RefusalReason = 'UNKNOWN_TOKEN' | 'TOKEN_EXPIRED' | 'TOKEN_REVOKED' | 'ROLE_MISSING';

/** Requests with the same address, reason and token. */
export interface RefusedRequests {
  /** Of the connection; for an IPv6 address, its network. */
  readonly address: string;
  readonly reason: RefusalReason;
  /** The name of the token; null when it is none of ours. */
  readonly token: string | null;
  readonly requests: number;
}

/** Requests were not let in. One event for a minute of them, from one gateway. */
export interface AccessRefused {
  readonly type: 'AccessRefused';
  readonly data: {
    /** Of the first and the last of them, RFC 3339, UTC. */
    readonly from: string;
    readonly until: string;
    readonly requests: number;
    /** The most frequent ones, up to twenty. */
    readonly refused: readonly RefusedRequests[];
  };
}

export type AccessTokensEvent = AccessTokenCreated | AccessTokenRevoked;
export type AccessEvent = AdministratorTokenIssued | AccessTokensEvent | AccessTokenUsed | AccessRefused;

/** How each is read by its stored name, which never changes. */
export const accessEvents = {
  AdministratorTokenIssued: 'as-stored',
  AccessTokenCreated: 'as-stored',
  AccessTokenRevoked: 'as-stored',
  AccessTokenUsed: 'as-stored',
  AccessRefused: 'as-stored',
} as const;

export const administratorStream = 'access-administrator';
/** All tokens: names are unique among them, and one administrator always remains. */
export const accessTokensStream = 'access-tokens';
export const accessRefusalsStream = 'access-refusals';
export const accessTokenUseStream = (tokenId: string): string => `access-use-${tokenId}`;
export const accessStreams = 'access-';
