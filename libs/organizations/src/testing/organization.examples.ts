import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { CredentialFacts, CredentialFindings, OrganizationEvent } from '../contracts/organization.events.ts';

const organizationId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const credentialId = '019ab2d9-10f3-7b0e-8a55-71c3de0a9b02';
const label = 'backup-2';
const scopes = ['read:user:bitbucket', 'read:workspace:bitbucket', 'read:repository:bitbucket', 'read:pullrequest:bitbucket'];
const notAnAdmin = { code: 'NOT_A_WORKSPACE_ADMIN', message: 'Bob is no administrator of the workspace and may not see every repository.' };
const noScope = { code: 'SCOPES_MISSING', message: 'The token lacks the scope read:pullrequest:bitbucket.' };
const revoked = { code: 'CREDENTIAL_REJECTED', message: 'Bitbucket no longer accepts the token.' };
const ofAnotherAccount = {
  code: 'CREDENTIAL_OF_ANOTHER_ACCOUNT',
  message: 'The new secret belongs to another account than Bob Builder. Add it as a credential of its own.',
};

const trialRequests = [
  { accountId: '8b2f6a1d-3c4e-4f5a-9b6c-0d1e2f3a4b5c', bucket: 'api', requests: 5 },
  { accountId: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f', bucket: 'api', requests: 1 },
] as const;

const primary: CredentialFacts = {
  credentialId: '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703',
  label: 'primary',
  kind: 'api_token',
  identity: 'ann@acme.example',
  account: { id: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f', name: 'Ann Admin' },
  scopes,
  problems: [],
  membership: { member: true, administrator: true },
  repositoriesNotSeen: null,
  trialRequests: [{ accountId: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f', bucket: 'api', requests: 4 }],
  expiresAt: '2027-10-31T00:00:00.000Z',
};

const additional: CredentialFacts = {
  credentialId,
  label,
  kind: 'api_token',
  identity: 'bob@acme.example',
  account: { id: '8b2f6a1d-3c4e-4f5a-9b6c-0d1e2f3a4b5c', name: 'Bob Builder' },
  scopes,
  problems: [notAnAdmin],
  membership: { member: true, administrator: false },
  repositoriesNotSeen: { count: 2, examples: ['acme/payroll', 'acme/vault'] },
  trialRequests,
  expiresAt: '2027-06-30T00:00:00.000Z',
};

const ofWorkspace: CredentialFacts = {
  credentialId: '019ab2db-77a0-7c31-b2f4-90ad6c51ee04',
  label: 'workspace token',
  kind: 'access_token',
  identity: 'acme-backup',
  account: { id: 'a1b2c3d4e5f6', name: 'acme-backup' },
  scopes: null,
  problems: [{ code: 'ADMIN_RIGHTS_UNKNOWN', message: 'Nobody can say whether this token sees every repository.' }],
  membership: { member: null, administrator: null },
  repositoriesNotSeen: { count: 0, examples: [] },
  expiresAt: null,
};

export const organizationExamples: EventExamples<OrganizationEvent> = {
  OrganizationConnected: [
    { organizationId, name: 'Acme', workspace: { id: '3d2c1b0a-9f8e-4d7c-a6b5-c4d3e2f1a0b9', slug: 'acme' }, primary },
    { organizationId, name: 'Acme', workspace: { id: '3d2c1b0a-9f8e-4d7c-a6b5-c4d3e2f1a0b9', slug: 'acme' }, primary: ofWorkspace },
  ],
  OrganizationConnectionRefused: [
    { organizationId, name: 'Acme', workspace: 'acme', kind: 'api_token', identity: 'ann@acme.example', refusal: noScope },
  ],
  AdditionalCredentialAdded: [
    { organizationId, ...additional },
    { organizationId, ...ofWorkspace },
  ],
  AdditionalCredentialRejected: [{ organizationId, label, kind: 'api_token', identity: 'bob@acme.example', refusal: revoked }],
  AdditionalCredentialRemoved: [{ organizationId, credentialId, label }],
  CredentialVerified: [
    { organizationId, credentialId, ...findingsOf(additional), trialRequests },
    { organizationId, credentialId, ...findingsOf(ofWorkspace), repositoriesNotSeen: null },
  ],
  CredentialFailedVerification: [
    { organizationId, credentialId, refusal: noScope, trialRequests: trialRequests.slice(0, 1) },
    { organizationId, credentialId, refusal: revoked },
  ],
  OrganizationRenamed: [{ organizationId, name: 'Acme Corporation', formerName: 'Acme' }],
  OrganizationDisconnected: [{ organizationId, name: 'Acme Corporation' }],
  CredentialRenamed: [{ organizationId, credentialId, label: 'night shift', formerLabel: label }],
  CredentialSecretRotated: [
    { organizationId, ...additional, expiresAt: '2028-06-30T00:00:00.000Z' },
    { organizationId, ...ofWorkspace, repositoriesNotSeen: null },
  ],
  CredentialRotationRefused: [
    { organizationId, credentialId, label, kind: 'api_token', identity: 'carol@acme.example', refusal: ofAnotherAccount },
  ],
  CredentialExpiryAnnounced: [{ organizationId, credentialId, label, expiresAt: '2027-06-30T00:00:00.000Z', daysLeft: 7 }],
};

function findingsOf({ scopes, problems, membership, repositoriesNotSeen }: CredentialFacts): CredentialFindings {
  return { scopes, problems, membership, repositoriesNotSeen };
}
