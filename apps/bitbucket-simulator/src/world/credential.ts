/** What every credential has; `id` is what the API sends as `x-token-id`. */
interface CredentialBase {
  readonly id: string;
  readonly label: string;
  /** Whom the rate limits count: a user's uuid, or the id of the access token or consumer itself. */
  readonly account: string;
  scopes: readonly string[];
  revoked: boolean;
}

/** Belongs to a user; the REST API takes it as the password of Basic authentication, with the e-mail as the name. */
export interface ApiToken extends CredentialBase {
  readonly kind: 'api_token';
  readonly user: string;
  readonly email: string;
  readonly username: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Belongs to nobody; reaches a workspace, one of its projects, or one repository. The REST API takes it as Bearer. */
export interface AccessToken extends CredentialBase {
  readonly kind: 'workspace_access_token' | 'project_access_token' | 'repository_access_token';
  readonly token: string;
  /** The project key or the repository uuid; null for the whole workspace. */
  readonly reaches: string | null;
}

/** Exchanged for short-lived tokens with the grant `client_credentials`; then acts as its owner. */
export interface OAuthConsumer extends CredentialBase {
  readonly kind: 'oauth_consumer';
  readonly owner: string;
  readonly key: string;
  readonly secret: string;
}

/** Removed by Bitbucket on 2026-07-28; refused everywhere. */
export interface AppPassword extends CredentialBase {
  readonly kind: 'app_password';
  readonly username: string;
  readonly password: string;
}

export type Credential = ApiToken | AccessToken | OAuthConsumer | AppPassword;

export function isAccessToken(credential: Credential): credential is AccessToken {
  return credential.kind !== 'api_token' && credential.kind !== 'oauth_consumer' && credential.kind !== 'app_password';
}
