import type { CredentialView, OrganizationView } from '@holdfast/organizations/contracts';
import type { RepositoryView } from '@holdfast/runs/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf, secondAccount } from './examples.ts';
import { pastParameter } from './past-parameter.ts';

const organization: OrganizationView = {
  ...{ id: ids.organization, name: 'Our company', workspace: 'acme', status: 'connected', repositories: 44 },
  credentials: { primary: ids.primary, additional: 1 },
};
const scopes = ['read:user:bitbucket', 'read:workspace:bitbucket', 'read:repository:bitbucket', 'read:pullrequest:bitbucket'];
const credential: CredentialView = {
  ...{ id: ids.additional, organizationId: ids.organization, label: 'backup-2', role: 'additional', kind: 'api_token' },
  ...{ identity: 'second@example.com', account: secondAccount, scopes, status: 'verified', problems: [], failure: null },
  features: [
    { feature: 'code', usable: true, missingScopes: [] },
    { feature: 'restore', usable: false, missingScopes: ['write:repository:bitbucket'] },
  ],
  membership: { member: true, administrator: false },
  ...{ repositoriesNotSeen: null, sharesAccountWith: [], triedAt: '2026-11-23T02:00:00.000Z', expiresAt: null },
  ...{ enabledInPlans: [ids.plan], addedAt: '2026-11-22T08:01:00.000Z', addedBy: 'token:administrator' },
};
const repository: RepositoryView = {
  ...{ id: ids.repository, organizationId: ids.organization, name: 'web', fullName: 'acme/web' },
  ...{ snapshots: 12, lastSnapshotAt: '2026-11-23T02:03:30.398Z' },
};

const apiToken = { kind: 'api_token', email: 'second@example.com', token: 'ATATT3x…' };
const refusals = ['CREDENTIAL_REJECTED', 'SCOPES_MISSING', 'NOT_A_WORKSPACE_ADMIN', 'WORKSPACE_NOT_FOUND', 'APP_PASSWORDS_REMOVED'];
const silence = [
  ...['PROVIDER_RATE_LIMITED', 'BITBUCKET_UNREACHABLE', 'BITBUCKET_ANSWER_UNREADABLE', 'BITBUCKET_BAD_REQUEST', 'BITBUCKET_FORBIDDEN'],
  ...['BITBUCKET_SCOPES_MISSING', 'BITBUCKET_NOT_FOUND', 'BITBUCKET_GONE'],
];
const trial = [...refusals, ...silence];
const ofOrganization = ['ORGANIZATION_NOT_FOUND', 'ORGANIZATION_DISCONNECTED'];
const ofCredential = [...ofOrganization, 'CREDENTIAL_NOT_FOUND'];

export const organizationRoutes: RouteDescriptions = {
  'POST /api/v1/organizations': {
    summary: 'Connect a workspace',
    errors: ['WORKSPACE_ALREADY_CONNECTED', ...trial],
    request: { name: 'Our company', workspace: 'acme', credential: { ...apiToken, email: 'ada@example.com' } },
    answer: { id: ids.organization },
  },
  'GET /api/v1/organizations': { summary: 'List the organizations', answer: pageOf(organization) },
  'GET /api/v1/organizations/:id': {
    summary: 'Show an organization',
    errors: ['ORGANIZATION_NOT_FOUND'],
    query: pastParameter,
    answer: organization,
  },
  'PATCH /api/v1/organizations/:id': {
    summary: 'Rename an organization',
    errors: ofOrganization,
    request: { name: 'Our company' },
    answer: organization,
  },
  'DELETE /api/v1/organizations/:id': {
    summary: 'Disconnect an organization',
    errors: [...ofOrganization, 'ORGANIZATION_IN_USE', 'NOT_CONFIRMED'],
    request: { confirm: 'Our company' },
  },
  'POST /api/v1/organizations/:id/credentials': {
    summary: 'Add an additional credential',
    errors: [...ofOrganization, 'CREDENTIAL_LABEL_TAKEN', 'SECRET_UNREADABLE', ...trial],
    request: { label: 'backup-2', ...apiToken },
    answer: { id: ids.additional },
  },
  'GET /api/v1/organizations/:id/credentials': {
    summary: 'List the credentials of an organization',
    errors: ['ORGANIZATION_NOT_FOUND'],
    answer: pageOf(credential),
  },
  'GET /api/v1/organizations/:id/credentials/:credentialId': {
    summary: 'Show a credential, never its secret',
    errors: ['ORGANIZATION_NOT_FOUND', 'CREDENTIAL_NOT_FOUND'],
    query: pastParameter,
    answer: credential,
  },
  'PATCH /api/v1/organizations/:id/credentials/:credentialId': {
    summary: 'Rename a credential',
    errors: [...ofCredential, 'CREDENTIAL_LABEL_TAKEN'],
    request: { label: 'backup-2' },
    answer: credential,
  },
  'PUT /api/v1/organizations/:id/credentials/:credentialId/secret': {
    summary: 'Replace the secret of a credential by another of the same account',
    errors: [...ofCredential, 'CREDENTIAL_OF_ANOTHER_ACCOUNT', 'SECRET_UNREADABLE', ...trial],
    request: apiToken,
    answer: credential,
  },
  'POST /api/v1/organizations/:id/credentials/:credentialId/verifications': {
    summary: 'Try a credential now',
    errors: [...ofCredential, 'SECRET_UNREADABLE', ...silence],
    answer: credential,
  },
  'DELETE /api/v1/organizations/:id/credentials/:credentialId': {
    summary: 'Remove an additional credential, also from every plan',
    errors: [...ofCredential, 'CREDENTIAL_IS_PRIMARY'],
  },
  'GET /api/v1/organizations/:id/repositories': {
    summary: 'List the repositories of an organization',
    errors: ['ORGANIZATION_NOT_FOUND'],
    answer: pageOf(repository),
  },
};
