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

/** Null: it could not be found out. An access token is nobody, and a member of nothing. */
export interface WorkspaceMembership {
  readonly member: boolean | null;
  readonly administrator: boolean | null;
}

/** Repositories that the primary credential sees and this one does not. */
export interface RepositoriesNotSeen {
  readonly count: number;
  /** Some of them, as `workspace/slug`. */
  readonly examples: readonly string[];
}

/** Requests of a trial that the provider counts for one account, in one of the kinds that it counts separately. */
export interface TrialRequestCount {
  readonly accountId: string;
  readonly bucket: 'api' | 'git' | 'raw' | 'webhooks';
  readonly requests: number;
}

/** What a trial sent; missing where that was not noted. */
export interface RequestsOfTrial {
  readonly trialRequests?: readonly TrialRequestCount[];
}

/** What the trial of a credential found. */
export interface CredentialFindings extends RequestsOfTrial {
  /** In the provider's words; null when the provider does not say. */
  readonly scopes: readonly string[] | null;
  readonly problems: readonly CredentialProblem[];
  readonly membership: WorkspaceMembership;
  /** Null when they were not compared. */
  readonly repositoriesNotSeen: RepositoriesNotSeen | null;
}

/** Who a credential is. Never its secret. */
export interface CredentialIdentity {
  readonly credentialId: string;
  readonly label: string;
  readonly kind: CredentialKind;
  /** What a person recognizes it by: the e-mail address, the user name. */
  readonly identity: string;
  readonly account: CredentialAccount;
  /** RFC 3339, as it was given; null when unknown. */
  readonly expiresAt: string | null;
}

/** What is known of a credential. Never its secret. */
export type CredentialFacts = CredentialIdentity & CredentialFindings;

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
  readonly data: { readonly organizationId: string; readonly credentialId: string } & CredentialFindings;
}

export interface CredentialFailedVerification {
  readonly type: 'CredentialFailedVerification';
  readonly data: { readonly organizationId: string; readonly credentialId: string; readonly refusal: CredentialRefusal } & RequestsOfTrial;
}

export interface OrganizationRenamed {
  readonly type: 'OrganizationRenamed';
  readonly data: { readonly organizationId: string; readonly name: string; readonly formerName: string };
}

export interface OrganizationDisconnected {
  readonly type: 'OrganizationDisconnected';
  readonly data: { readonly organizationId: string; readonly name: string };
}

export interface CredentialRenamed {
  readonly type: 'CredentialRenamed';
  readonly data: {
    readonly organizationId: string;
    readonly credentialId: string;
    readonly label: string;
    readonly formerLabel: string;
  };
}

export interface CredentialSecretRotated {
  readonly type: 'CredentialSecretRotated';
  readonly data: { readonly organizationId: string } & CredentialFacts;
}

export interface CredentialRotationRefused {
  readonly type: 'CredentialRotationRefused';
  readonly data: {
    readonly organizationId: string;
    readonly credentialId: string;
    readonly label: string;
    readonly kind: CredentialKind;
    readonly identity: string;
    readonly refusal: CredentialRefusal;
  };
}

/** How many days before the end a credential's expiry is announced. */
export type ExpiryNotice = 30 | 7 | 1;

export interface CredentialExpiryAnnounced {
  readonly type: 'CredentialExpiryAnnounced';
  readonly data: {
    readonly organizationId: string;
    readonly credentialId: string;
    readonly label: string;
    readonly expiresAt: string;
    readonly daysLeft: ExpiryNotice;
  };
}

export type OrganizationEvent =
  | OrganizationConnected
  | OrganizationConnectionRefused
  | AdditionalCredentialAdded
  | AdditionalCredentialRejected
  | AdditionalCredentialRemoved
  | CredentialVerified
  | CredentialFailedVerification
  | OrganizationRenamed
  | OrganizationDisconnected
  | CredentialRenamed
  | CredentialSecretRotated
  | CredentialRotationRefused
  | CredentialExpiryAnnounced;

/** Those that follow from the trial of a credential which the organization has, or has from then on. */
export type CredentialEventOfTrial =
  OrganizationConnected | AdditionalCredentialAdded | CredentialVerified | CredentialSecretRotated | CredentialFailedVerification;

type Stored = Readonly<Record<string, unknown>>;

/** Until 2026-11-23 nobody noted these. */
const notFoundOut = { membership: { member: null, administrator: null }, repositoriesNotSeen: null } as const;

/** How each is read by its stored name, which never changes. */
export const organizationEvents = {
  OrganizationConnected: (stored: Stored) =>
    ({ ...stored, primary: { ...notFoundOut, ...objectIn(stored, 'primary') } }) as unknown as OrganizationConnected['data'],
  OrganizationConnectionRefused: 'as-stored',
  AdditionalCredentialAdded: (stored: Stored) => ({ ...notFoundOut, ...stored }) as unknown as AdditionalCredentialAdded['data'],
  AdditionalCredentialRejected: 'as-stored',
  AdditionalCredentialRemoved: 'as-stored',
  CredentialVerified: (stored: Stored) => ({ ...notFoundOut, ...stored }) as unknown as CredentialVerified['data'],
  CredentialFailedVerification: 'as-stored',
  OrganizationRenamed: 'as-stored',
  OrganizationDisconnected: 'as-stored',
  CredentialRenamed: 'as-stored',
  CredentialSecretRotated: 'as-stored',
  CredentialRotationRefused: 'as-stored',
  CredentialExpiryAnnounced: 'as-stored',
} as const;

function objectIn(stored: Stored, field: string): object {
  const value = stored[field];
  if (typeof value === 'object' && value !== null) return value;
  throw new Error(`${field} is no object`);
}

export const organizationStream = (organizationId: string): string => `organization-${organizationId}`;
export const organizationStreams = 'organization-';
