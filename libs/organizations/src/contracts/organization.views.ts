import type {
  CredentialAccount,
  CredentialKind,
  CredentialProblem,
  CredentialRefusal,
  RepositoriesNotSeen,
  WorkspaceMembership,
} from './organization.events.ts';

/** What a credential may be used for. */
export type Feature = 'code' | 'pull_requests' | 'settings' | 'webhooks' | 'pipelines' | 'snippets' | 'restore';

/** Whether a credential's scopes are enough for a feature; null while the provider does not say which it has. */
export interface FeatureView {
  readonly feature: Feature;
  readonly usable: boolean | null;
  readonly missingScopes: readonly string[];
}

/** Why a credential does not work, since when, and the plans whose runs have to go on without it. */
export interface CredentialFailure extends CredentialRefusal {
  readonly since: string;
  readonly plans: readonly { readonly id: string; readonly name: string }[];
}

/** A credential as an administrator sees it. */
export interface CredentialView {
  readonly id: string;
  readonly organizationId: string;
  readonly label: string;
  readonly role: 'primary' | 'additional';
  readonly kind: CredentialKind;
  readonly identity: string;
  readonly account: CredentialAccount;
  readonly scopes: readonly string[] | null;
  readonly features: readonly FeatureView[];
  readonly membership: WorkspaceMembership;
  readonly repositoriesNotSeen: RepositoriesNotSeen | null;
  /** Other credentials of the organization that spend the same quota. */
  readonly sharesAccountWith: readonly string[];
  readonly status: 'verified' | 'failing' | 'unverified';
  readonly problems: readonly CredentialProblem[];
  readonly failure: CredentialFailure | null;
  /** When the provider was last asked about it. */
  readonly triedAt: string;
  readonly expiresAt: string | null;
  /** For the primary: every plan of the organization. */
  readonly enabledInPlans: readonly string[];
  readonly addedAt: string;
  readonly addedBy: string;
}

export interface OrganizationView {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  readonly status: 'connected' | 'failing' | 'disconnected';
  /** `primary` is null once the organization is disconnected. */
  readonly credentials: { readonly primary: string | null; readonly additional: number };
  readonly repositories: number;
}
