import type { CountedAccount } from '../limits/rate-limiter.ts';
import type { AccessToken, Credential } from '../world/credential.ts';
import type { User } from '../world/people.ts';

/** Who asks, as far as it was proven. */
export interface Caller {
  /** null for nobody. */
  readonly credential: Credential | null;
  /** As the header `x-credential-type` says it. */
  readonly credentialType: string;
  /** Whom it acts as; null for nobody and for access tokens, which are no user. */
  readonly user: User | null;
  readonly accessToken: AccessToken | null;
  readonly scopes: readonly string[];
  /** API tokens have scopes of their own, which imply nothing. */
  readonly vocabulary: 'classic' | 'api-token';
  readonly counted: CountedAccount;
}

export function nobody(address: string): Caller {
  return {
    credential: null,
    credentialType: 'unauthenticated_identity',
    user: null,
    accessToken: null,
    scopes: [],
    vocabulary: 'classic',
    counted: { account: `anonymous:${address}`, kind: 'anonymous' },
  };
}
