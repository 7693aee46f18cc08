import { describe, expect, it } from '@jest/globals';
import { givenProjection, storedAt, type Stored } from '@holdfast/event-sourcing/testing';
import { readModelsShowing } from '@holdfast/http/testing';
import { planStream } from '@holdfast/plans/contracts';
import { repositoryStream } from '@holdfast/runs/contracts';
import { organizationStream } from '../contracts/organization.events.ts';
import { added, ann, bob, connected, failed, organizationId, refusal, removed, verified } from '../testing/acme.ts';
import { organizationsProjection } from './organizations.projection.ts';
import {
  GetCredentialHandler,
  GetOrganizationHandler,
  ListCredentialsHandler,
  ListOrganizationsHandler,
} from './queries/organizations.handlers.ts';
import { GetCredential, GetOrganization, ListCredentials, ListOrganizations } from './queries/organizations.query.ts';

const stream = organizationStream(organizationId);
const acme = { ...{ id: organizationId, name: 'Acme', workspace: 'acme', status: 'connected' }, repositories: 0 };
const shares = {
  code: 'SHARES_ACCOUNT',
  message: 'Another credential of the organization belongs to the same account: both spend one quota.',
};

const after = (...events: readonly Stored[]) => {
  const readModels = readModelsShowing([organizationsProjection], ...events);
  return {
    organization: () => new GetOrganizationHandler(readModels).execute(new GetOrganization(organizationId)),
    organizations: (limit = 50, cursor = '') => new ListOrganizationsHandler(readModels).execute(new ListOrganizations({ limit, cursor })),
    credential: (id: string) => new GetCredentialHandler(readModels).execute(new GetCredential(organizationId, id)),
    credentials: () => new ListCredentialsHandler(readModels).execute(new ListCredentials(organizationId, { limit: 50 })),
  };
};

const enabledIn = (planId: string, credentialId: string): Stored => [
  planStream(planId),
  { type: 'PlanCredentialEnabled', data: { planId, organizationId, credentialId, label: 'second' } },
];
const disabledIn = (planId: string, credentialId: string): Stored => [
  planStream(planId),
  { type: 'PlanCredentialDisabled', data: { planId, organizationId, credentialId, reason: 'by hand' } },
];

describe('an organization, as it is seen', () => {
  it('has its primary credential, and the number of additional ones and repositories', async () => {
    const discovered = { type: 'RepositoryDiscovered', data: { organizationId, repository: { id: 'r1' } } };
    const { organization } = after([stream, connected], [stream, added()], [repositoryStream('r1'), discovered]);
    expect(await organization()).toEqual({ ...acme, credentials: { primary: 'c-ann', additional: 1 }, repositories: 1 });
  });

  it('is failing while its primary credential is, whatever the others do', async () => {
    const status = async (...events: readonly Stored[]) =>
      (await after([stream, connected], [stream, added()], ...events).organization()).status;
    expect(await status([stream, failed(bob)])).toBe('connected');
    expect(await status([stream, failed(ann)])).toBe('failing');
    expect(await status([stream, failed(ann)], [stream, verified(ann)])).toBe('connected');
  });

  it('is listed page by page', async () => {
    const other = { ...connected, data: { ...connected.data, organizationId: 'zeta', primary: { ...ann, credentialId: 'c-zoe' } } };
    const { organizations } = after([stream, connected], [organizationStream('zeta'), other]);
    const first = await organizations(1);
    expect(first.items.map(({ id }) => id)).toEqual(['acme']);
    const second = await organizations(1, first.nextCursor ?? '');
    expect([second.items.map(({ id }) => id), second.nextCursor]).toEqual([['zeta'], null]);
  });

  it('is not there before it is connected, also when a connection was refused', async () => {
    const facts = { organizationId, name: 'Acme', workspace: 'acme', kind: 'api_token', identity: 'ann@example.org', refusal };
    const { organization, organizations, credentials } = after([stream, { type: 'OrganizationConnectionRefused', data: facts }]);
    await expect(organization()).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    await expect(credentials()).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    expect(await organizations()).toEqual({ items: [], nextCursor: null });
  });
});

describe('a credential, as it is seen', () => {
  it('tells everything but its secret', async () => {
    const { credentials } = after([stream, connected], [stream, added()]);
    expect(await credentials()).toEqual({
      items: [
        {
          ...{ id: 'c-ann', organizationId, label: 'primary', role: 'primary', kind: 'api_token', identity: 'ann@example.org' },
          ...{ account: ann.account, scopes: ann.scopes, status: 'verified', problems: [], expiresAt: ann.expiresAt },
          ...{ enabledInPlans: [], addedAt: storedAt(0), addedBy: 'token:test' },
        },
        {
          ...{ id: 'c-bob', organizationId, label: 'second', role: 'additional', kind: 'access_token', identity: 'acme-backup' },
          ...{ account: bob.account, scopes: null, status: 'verified', problems: bob.problems, expiresAt: null },
          ...{ enabledInPlans: [], addedAt: storedAt(1), addedBy: 'token:test' },
        },
      ],
      nextCursor: null,
    });
  });

  it('shows why it fails, until it works again', async () => {
    const failing = after([stream, connected], [stream, added()], [stream, failed(bob)]);
    expect(await failing.credential('c-bob')).toMatchObject({ status: 'failing', problems: [refusal] });
    expect(await failing.credential('c-ann')).toMatchObject({ status: 'verified', problems: [] });
    const working = after(
      [stream, connected],
      [stream, added()],
      [stream, failed(bob)],
      [stream, verified({ ...bob, scopes: ['account'] })],
    );
    expect(await working.credential('c-bob')).toMatchObject({ status: 'verified', problems: bob.problems, scopes: ['account'] });
  });

  it('says when another one belongs to the same account, and no longer when that is gone', async () => {
    const twin = { ...bob, credentialId: 'c-twin', label: 'twin' };
    const two = after([stream, connected], [stream, added()], [stream, added(twin)]);
    expect((await two.credential('c-bob')).problems).toEqual([...bob.problems, shares]);
    expect((await two.credential('c-twin')).problems).toEqual([...bob.problems, shares]);
    expect((await two.credential('c-ann')).problems).toEqual([]);
    const one = after([stream, connected], [stream, added()], [stream, added(twin)], [stream, removed(twin)]);
    expect((await one.credential('c-bob')).problems).toEqual(bob.problems);
  });

  it('does not mind the same account in another organization', async () => {
    const elsewhere = { ...connected, data: { ...connected.data, organizationId: 'zeta', primary: { ...ann, credentialId: 'c-ann-2' } } };
    const { credential } = after([stream, connected], [organizationStream('zeta'), elsewhere]);
    expect((await credential('c-ann')).problems).toEqual([]);
  });

  it('names the plans in which it is enabled', async () => {
    const { credential } = after([stream, connected], [stream, added()], enabledIn('p1', 'c-bob'), enabledIn('p2', 'c-bob'));
    expect((await credential('c-bob')).enabledInPlans).toEqual(['p1', 'p2']);
  });

  it('is enabled once in each plan, until it is disabled there', () => {
    const sql = 'SELECT planId FROM credential_plan ORDER BY planId';
    const inBoth = givenProjection(organizationsProjection, enabledIn('p1', 'c-bob'), enabledIn('p2', 'c-bob'), enabledIn('p1', 'c-bob'));
    inBoth.thenRows(sql, { planId: 'p1' }, { planId: 'p2' });
    inBoth.when(disabledIn('p1', 'c-bob')).thenRows(sql, { planId: 'p2' });
    inBoth.when(disabledIn('p1', 'c-ann')).thenRows(sql, { planId: 'p1' }, { planId: 'p2' });
  });

  it('is gone when it was removed', async () => {
    const { credential, organization } = after([stream, connected], [stream, added()], enabledIn('p1', 'c-bob'), [stream, removed()]);
    await expect(credential('c-bob')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    expect((await organization()).credentials.additional).toBe(0);
  });

  it('is found in its own organization only', async () => {
    const elsewhere = { ...connected, data: { ...connected.data, organizationId: 'zeta', primary: { ...ann, credentialId: 'c-zoe' } } };
    const { credential } = after([stream, connected], [organizationStream('zeta'), elsewhere]);
    await expect(credential('c-zoe')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });
});
