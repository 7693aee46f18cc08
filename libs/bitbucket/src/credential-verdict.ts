import type { RequestCounts } from './counted-source.ts';

/** The account that Bitbucket counts requests for. */
export interface ProviderAccount {
  /**
   * A user's uuid without braces (or the account_id where there is none), an access token's own id, an OAuth consumer's key.
   * Null when the server did not tell.
   */
  readonly id: string | null;
  readonly name: string;
  readonly kind: 'user' | 'access_token' | 'oauth_consumer';
}

export interface WorkspaceSummary {
  /** Without braces. */
  readonly uuid: string;
  readonly slug: string;
  readonly name: string;
}

/** Null: it could not be found out. An access token is nobody, and a member of nothing. */
export interface WorkspaceMembership {
  readonly member: boolean | null;
  readonly administrator: boolean | null;
}

/** Repositories that the primary credential sees and this one does not. */
export interface RepositoriesNotSeen {
  readonly count: number;
  /** Some of them, as `workspace/slug`, in order. */
  readonly examples: readonly string[];
}

export type CredentialProblemCode = 'NOT_A_WORKSPACE_ADMIN' | 'ADMIN_RIGHTS_UNKNOWN' | 'SEES_NO_REPOSITORY' | 'REPOSITORIES_NOT_SEEN';

/** Not a reason to refuse the credential, but one to tell about. */
export interface CredentialProblem {
  readonly code: CredentialProblemCode;
  readonly message: string;
}

export interface AcceptedCredential {
  readonly ok: true;
  readonly account: ProviderAccount;
  /** As whom it signs in: e-mail, user name, key, or the name of the access token. */
  readonly identity: string;
  /** Null when the server did not tell. */
  readonly scopes: readonly string[] | null;
  /** As Bitbucket calls it, for example `api_token`; null when the server did not tell. */
  readonly credentialType: string | null;
  readonly membership: WorkspaceMembership;
  readonly workspace: WorkspaceSummary;
  /** Null when there are more than the server counted. */
  readonly visibleRepositories: number | null;
  /** Null when they were not compared. */
  readonly repositoriesNotSeen: RepositoriesNotSeen | null;
  readonly problems: readonly CredentialProblem[];
}

export type CredentialRefusalCode =
  | 'CREDENTIAL_REJECTED'
  | 'SCOPES_MISSING'
  | 'NOT_A_WORKSPACE_ADMIN'
  | 'WORKSPACE_NOT_FOUND'
  | 'APP_PASSWORDS_REMOVED'
  | 'PROVIDER_RATE_LIMITED';

export interface RefusedCredential {
  readonly ok: false;
  readonly code: CredentialRefusalCode;
  readonly message: string;
  /** With SCOPES_MISSING. */
  readonly missing?: readonly string[];
  /** With SCOPES_MISSING, when known. */
  readonly granted?: readonly string[];
  /** With PROVIDER_RATE_LIMITED, when known. */
  readonly retryAfterSeconds?: number;
}

export type CredentialVerdict = AcceptedCredential | RefusedCredential;

/** What a trial sent with the credential, and with the primary one to compare. */
export interface TrialRequests {
  readonly own: Readonly<RequestCounts>;
  readonly primary: Readonly<RequestCounts>;
}

/** The verdict, and what it took to find. */
export type TriedCredential = CredentialVerdict & { readonly requests: TrialRequests };
