import type {
  AdditionalCredentialAdded,
  AdditionalCredentialRemoved,
  CredentialExpiryAnnounced,
  CredentialFacts,
  CredentialFailedVerification,
  CredentialRefusal,
  CredentialRenamed,
  CredentialSecretRotated,
  CredentialVerified,
  ExpiryNotice,
  OrganizationConnected,
  OrganizationDisconnected,
} from '../contracts/organization.events.ts';

/** The organization of the specs: Acme with Ann's credential as the primary, and Bob's as an additional one. */
export const organizationId = 'acme';
export const workspace = { id: 'w1', slug: 'acme' };

export const ann: CredentialFacts = {
  credentialId: 'c-ann',
  label: 'primary',
  kind: 'api_token',
  identity: 'ann@example.org',
  account: { id: 'a-ann', name: 'Ann' },
  scopes: ['read:repository:bitbucket'],
  problems: [],
  membership: { member: true, administrator: true },
  repositoriesNotSeen: null,
  expiresAt: '2027-11-22T00:00:00.000Z',
};

export const bob: CredentialFacts = {
  credentialId: 'c-bob',
  label: 'second',
  kind: 'access_token',
  identity: 'acme-backup',
  account: { id: 'a-bob', name: 'Bob' },
  scopes: null,
  problems: [{ code: 'ADMIN_RIGHTS_UNKNOWN', message: 'nobody tells' }],
  membership: { member: null, administrator: null },
  repositoriesNotSeen: { count: 1, examples: ['acme/vault'] },
  expiresAt: null,
};

export const connected: OrganizationConnected = {
  type: 'OrganizationConnected',
  data: { organizationId, name: 'Acme', workspace, primary: ann },
};

export const added = (credential: CredentialFacts = bob): AdditionalCredentialAdded => ({
  type: 'AdditionalCredentialAdded',
  data: { organizationId, ...credential },
});

export const removed = ({ credentialId, label }: CredentialFacts = bob): AdditionalCredentialRemoved => ({
  type: 'AdditionalCredentialRemoved',
  data: { organizationId, credentialId, label },
});

export const refusal: CredentialRefusal = { code: 'SCOPES_MISSING', message: 'lacks read:pullrequest:bitbucket' };

export const failed = ({ credentialId }: CredentialFacts, why: CredentialRefusal = refusal): CredentialFailedVerification => ({
  type: 'CredentialFailedVerification',
  data: { organizationId, credentialId, refusal: why },
});

export const verified = (credential: CredentialFacts): CredentialVerified => {
  const { credentialId, scopes, problems, membership, repositoriesNotSeen } = credential;
  return { type: 'CredentialVerified', data: { organizationId, credentialId, scopes, problems, membership, repositoriesNotSeen } };
};

export const renamed = ({ credentialId, label: formerLabel }: CredentialFacts, label: string): CredentialRenamed => ({
  type: 'CredentialRenamed',
  data: { organizationId, credentialId, label, formerLabel },
});

export const rotated = (credential: CredentialFacts): CredentialSecretRotated => ({
  type: 'CredentialSecretRotated',
  data: { organizationId, ...credential },
});

export const announced = ({ credentialId, label, expiresAt }: CredentialFacts, daysLeft: ExpiryNotice): CredentialExpiryAnnounced => ({
  type: 'CredentialExpiryAnnounced',
  data: { organizationId, credentialId, label, expiresAt: String(expiresAt), daysLeft },
});

export const disconnected: OrganizationDisconnected = { type: 'OrganizationDisconnected', data: { organizationId, name: 'Acme' } };
