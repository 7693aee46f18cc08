import { parseHttpUrl, pathOf } from './api-address.ts';
import { BitbucketUnreachableError } from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';
import { TokenRefusedError, tokenPath, type OAuthTokens } from './oauth-tokens.ts';
import { errorOfTokenRefusal } from './token-refusal.ts';

/** User name and password for git over HTTPS. */
export interface GitCredential {
  readonly username: string;
  readonly password: string;
}

/**
 * How a credential signs in to git, which differs from how it signs in to the API: an API token does not take the e-mail there.
 * Only an OAuth consumer needs `tokens`, and may reject: with BitbucketCredentialRejectedError, BitbucketRateLimitedError or
 * BitbucketUnreachableError.
 */
export async function gitCredential(secret: CredentialSecret, tokens: OAuthTokens): Promise<GitCredential> {
  switch (secret.kind) {
    case 'api_token':
      return { username: 'x-bitbucket-api-token-auth', password: secret.token };
    case 'access_token':
      return { username: 'x-token-auth', password: secret.token };
    case 'oauth_consumer':
      return { username: 'x-token-auth', password: await accessTokenOf(secret, tokens) };
    case 'app_password':
      return { username: secret.username, password: secret.password };
  }
}

/** The address of a repository for git, below the configured `gitUrl` whatever the links of the API say, and without user name. */
export function cloneUrl(gitUrl: string, fullName: string): string {
  const base = parseHttpUrl(gitUrl);
  base.pathname = `${base.pathname.replace(/\/+$/, '')}${pathOf(...fullName.split('/'))}.git`;
  return base.href;
}

async function accessTokenOf(secret: Extract<CredentialSecret, { kind: 'oauth_consumer' }>, tokens: OAuthTokens): Promise<string> {
  try {
    return (await tokens.tokenOf(secret)).value;
  } catch (error) {
    if (error instanceof TokenRefusedError) throw errorOfTokenRefusal(error, secret, tokens.now());
    throw new BitbucketUnreachableError(tokenPath, error instanceof Error ? error.message : 'no answer', null);
  }
}
