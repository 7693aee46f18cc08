import { basicAuthorization, type CredentialSecret } from './credential-secret.ts';
import type { OAuthTokens } from './oauth-tokens.ts';

export interface Authorization {
  readonly header: string;
  /** For an OAuth consumer: the token in the header, when it was not fetched for this request. */
  readonly reusedToken: string | null;
}

/** API tokens and app passwords go as Basic with e-mail or user name, everything else as Bearer. */
export async function authorizationOf(secret: CredentialSecret, tokens: OAuthTokens): Promise<Authorization> {
  switch (secret.kind) {
    case 'api_token':
      return { header: basicAuthorization(secret.email, secret.token), reusedToken: null };
    case 'app_password':
      return { header: basicAuthorization(secret.username, secret.password), reusedToken: null };
    case 'access_token':
      return { header: `Bearer ${secret.token}`, reusedToken: null };
    case 'oauth_consumer': {
      const token = await tokens.tokenOf(secret);
      return { header: `Bearer ${token.value}`, reusedToken: token.fresh ? null : token.value };
    }
  }
}

/** A header can hold nothing else: with a line break or a non-ASCII letter in it, a token was copied wrongly. */
export function canBeSent(header: string): boolean {
  return /^(Basic|Bearer) [\x21-\x7e]+$/.test(header);
}
