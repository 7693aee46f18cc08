import type { AccessRole } from './access-roles.ts';

/** A token of the API. Times are RFC 3339, UTC. */
export interface AccessTokenView {
  readonly id: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Null when it does not expire. */
  readonly expiresAt: string | null;
  /** To the day: the first use from some address on the last day on which it was used. Null when it never was. */
  readonly lastUsedAt: string | null;
  readonly status: 'active' | 'expired' | 'revoked';
}

/** Whose token a request carries. */
export interface SenderView {
  readonly id: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly expiresAt: string | null;
}
