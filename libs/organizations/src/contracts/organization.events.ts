/** The provider's name for what authenticates: see the README on which to create. */
export type CredentialKind = 'api_token' | 'access_token' | 'oauth_consumer' | 'app_password';

/** Something worth knowing about a credential that works. */
export interface CredentialProblem {
  readonly code: string;
  readonly message: string;
}

/** Whoever the provider counts requests for: a user, or one access token. */
export interface CredentialAccount {
  readonly id: string;
  readonly name: string;
}

/** What is known of a credential. Never its secret. */
export interface CredentialFacts {
  readonly credentialId: string;
  readonly label: string;
  readonly kind: CredentialKind;
  /** What a person recognizes it by: the e-mail address, the user name. */
  readonly identity: string;
  readonly account: CredentialAccount;
  /** In the provider's words; null when the provider does not say. */
  readonly scopes: readonly string[] | null;
  readonly problems: readonly CredentialProblem[];
  /** RFC 3339; null when unknown. */
  readonly expiresAt: string | null;
}

/** Why the provider, or what it said, ruled a credential out. */
export interface CredentialRefusal {
  readonly code: string;
  readonly message: string;
}

export interface OrganizationConnected {
  readonly type: 'OrganizationConnected';
  readonly data: {
    readonly organizationId: string;
    readonly name: string;
    /** The workspace as the provider names it. */
    readonly workspace: { readonly id: string; readonly slug: string };
    readonly primary: CredentialFacts;
  };
}

export interface OrganizationConnectionRefused {
  readonly type: 'OrganizationConnectionRefused';
  readonly data: {
    readonly organizationId: string;
    readonly name: string;
    readonly workspace: string;
    readonly kind: CredentialKind;
    readonly identity: string;
    readonly refusal: CredentialRefusal;
  };
}

export interface AdditionalCredentialAdded {
  readonly type: 'AdditionalCredentialAdded';
  readonly data: { readonly organizationId: string } & CredentialFacts;
}

export interface AdditionalCredentialRejected {
  readonly type: 'AdditionalCredentialRejected';
  readonly data: {
    readonly organizationId: string;
    readonly label: string;
    readonly kind: CredentialKind;
    readonly identity: string;
    readonly refusal: CredentialRefusal;
  };
}

export interface AdditionalCredentialRemoved {
  readonly type: 'AdditionalCredentialRemoved';
  readonly data: { readonly organizationId: string; readonly credentialId: string; readonly label: string };
}

export interface CredentialVerified {
  readonly type: 'CredentialVerified';
  readonly data: {
    readonly organizationId: string;
    readonly credentialId: string;
    readonly scopes: readonly string[] | null;
    readonly problems: readonly CredentialProblem[];
  };
}

export interface CredentialFailedVerification {
  readonly type: 'CredentialFailedVerification';
  readonly data: { readonly organizationId: string; readonly credentialId: string; readonly refusal: CredentialRefusal };
}

export type OrganizationEvent =
  | OrganizationConnected
  | OrganizationConnectionRefused
  | AdditionalCredentialAdded
  | AdditionalCredentialRejected
  | AdditionalCredentialRemoved
  | CredentialVerified
  | CredentialFailedVerification;

/** How each is read by its stored name, which never changes. */
export const organizationEvents = {
  OrganizationConnected: 'as-stored',
  OrganizationConnectionRefused: 'as-stored',
  AdditionalCredentialAdded: 'as-stored',
  AdditionalCredentialRejected: 'as-stored',
  AdditionalCredentialRemoved: 'as-stored',
  CredentialVerified: 'as-stored',
  CredentialFailedVerification: 'as-stored',
} as const;

export const organizationStream = (organizationId: string): string => `organization-${organizationId}`;
export const organizationStreams = 'organization-';
