/** What authenticates at Bitbucket. Only ever sent to the configured origins, never shown. */
export type CredentialSecret =
  | { readonly kind: 'api_token'; readonly email: string; readonly token: string }
  | { readonly kind: 'access_token'; readonly token: string }
  | { readonly kind: 'oauth_consumer'; readonly key: string; readonly secret: string }
  | { readonly kind: 'app_password'; readonly username: string; readonly password: string };

export type OAuthConsumerSecret = Extract<CredentialSecret, { kind: 'oauth_consumer' }>;

/** The login and the password in the sense of HTTP Basic; an access token has no login. */
export function loginOf(secret: CredentialSecret): { login: string; password: string } {
  switch (secret.kind) {
    case 'api_token':
      return { login: secret.email, password: secret.token };
    case 'access_token':
      return { login: '', password: secret.token };
    case 'oauth_consumer':
      return { login: secret.key, password: secret.secret };
    case 'app_password':
      return { login: secret.username, password: secret.password };
  }
}

export function basicAuthorization(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`, 'utf8').toString('base64')}`;
}
