import { describe, expect, it } from '@jest/globals';
import { givenProjection, storedAt, type Stored } from '@holdfast/event-sourcing/testing';
import { featuresOf } from '@holdfast/bitbucket';
import { readModelsShowing } from '@holdfast/http/testing';
import { planStream } from '@holdfast/plans/contracts';
import { repositoryStream } from '@holdfast/runs/contracts';
import { organizationStream } from '../contracts/organization.events.ts';
import {
  added,
  ann,
  bob,
  connected,
  disconnected,
  failed,
  organizationId,
  refusal,
  removed,
  renamed,
  rotated,
  verified,
} from '../testing/acme.ts';
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

const NOW = '2026-11-22T09:00:00.000Z';
const clock = () => new Date(NOW);

const after = (...events: readonly Stored[]) => {
  const readModels = readModelsShowing([organizationsProjection], ...events);
  return {
    organization: () => new GetOrganizationHandler(readModels).execute(new GetOrganization(organizationId)),
    organizations: (limit = 50, cursor = '', disconnected = false) =>
      new ListOrganizationsHandler(readModels).execute(new ListOrganizations({ limit, cursor }, disconnected)),
    credential: (id: string) => new GetCredentialHandler(readModels, clock).execute(new GetCredential(organizationId, id)),
    credentials: () => new ListCredentialsHandler(readModels, clock).execute(new ListCredentials(organizationId, { limit: 50 })),
  };
};

const created = (planId: string): Stored => [
  planStream(planId),
  { type: 'PlanCreated', data: { planId, organizationId, name: `Plan ${planId}` } },
];
const switchedOn = (planId: string): Stored => [
  planStream(planId),
  { type: 'AdditionalCredentialsSwitchedOn', data: { planId, organizationId } },
];
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

  it('has no longer the repositories that another organization has', async () => {
    const discovered = (organization: string): Stored => [
      repositoryStream('r1'),
      { type: 'RepositoryDiscovered', data: { organizationId: organization, repository: { id: 'r1' } } },
    ];
    const moved = after([stream, connected], discovered(organizationId), discovered(organizationId), discovered('again'));
    expect((await moved.organization()).repositories).toBe(0);
    expect((await after([stream, connected], discovered(organizationId), discovered(organizationId)).organization()).repositories).toBe(1);
  });

  it('is failing while its primary credential is, whatever the others do', async () => {
    const status = async (...events: readonly Stored[]) =>
      (await after([stream, connected], [stream, added()], ...events).organization()).status;
    expect(await status([stream, failed(bob)])).toBe('connected');
    expect(await status([stream, failed(ann)])).toBe('failing');
    expect(await status([stream, failed(ann)], [stream, verified(ann)])).toBe('connected');
  });

  it('has its new name', async () => {
    const renaming = { type: 'OrganizationRenamed', data: { organizationId, name: 'Acme Ltd', formerName: 'Acme' } };
    expect((await after([stream, connected], [stream, renaming]).organization()).name).toBe('Acme Ltd');
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

describe('a disconnected organization', () => {
  const gone = () => after([stream, connected], [stream, added()], [stream, disconnected]);

  it('is there under its id, without credentials', async () => {
    expect(await gone().organization()).toEqual({ ...acme, status: 'disconnected', credentials: { primary: null, additional: 0 } });
    expect((await gone().credentials()).items).toEqual([]);
    await expect(gone().credential('c-ann')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
  });

  it('is listed for those who ask for such', async () => {
    expect((await gone().organizations()).items).toEqual([]);
    expect((await gone().organizations(50, '', true)).items.map(({ id }) => id)).toEqual([organizationId]);
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
          ...{ membership: ann.membership, repositoriesNotSeen: null, sharesAccountWith: [], failure: null },
          features: featuresOf(ann.scopes, 'api_token'),
          ...{ enabledInPlans: [], triedAt: storedAt(0), addedAt: storedAt(0), addedBy: 'token:test' },
        },
        {
          ...{ id: 'c-bob', organizationId, label: 'second', role: 'additional', kind: 'access_token', identity: 'acme-backup' },
          ...{ account: bob.account, scopes: null, status: 'verified', problems: bob.problems, expiresAt: null },
          ...{ membership: bob.membership, repositoriesNotSeen: bob.repositoriesNotSeen, sharesAccountWith: [], failure: null },
          features: featuresOf(null, 'access_token'),
          ...{ enabledInPlans: [], triedAt: storedAt(1), addedAt: storedAt(1), addedBy: 'token:test' },
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
    expect((await two.credential('c-bob')).sharesAccountWith).toEqual(['c-twin']);
    expect((await two.credential('c-ann')).problems).toEqual([]);
    const one = after([stream, connected], [stream, added()], [stream, added(twin)], [stream, removed(twin)]);
    expect((await one.credential('c-bob')).problems).toEqual(bob.problems);
  });

  it('does not mind the same account in another organization', async () => {
    const elsewhere = { ...connected, data: { ...connected.data, organizationId: 'zeta', primary: { ...ann, credentialId: 'c-ann-2' } } };
    const { credential } = after([stream, connected], [organizationStream('zeta'), elsewhere]);
    expect((await credential('c-ann')).problems).toEqual([]);
  });

  it('names the plans in which it is enabled, each once; the primary is in every one', async () => {
    const plans = async (id: string, ...events: readonly Stored[]) =>
      (await after([stream, connected], [stream, added()], created('p1'), created('p2'), ...events).credential(id)).enabledInPlans;
    const both = [enabledIn('p1', 'c-bob'), enabledIn('p2', 'c-bob'), enabledIn('p1', 'c-bob')];
    expect(await plans('c-bob')).toEqual([]);
    expect(await plans('c-bob', ...both)).toEqual(['p1', 'p2']);
    expect(await plans('c-bob', ...both, disabledIn('p1', 'c-bob'))).toEqual(['p2']);
    expect(await plans('c-bob', ...both, disabledIn('p1', 'c-ann'))).toEqual(['p1', 'p2']);
    expect(await plans('c-ann')).toEqual(['p1', 'p2']);
    const sql = `SELECT planId FROM credential_plan WHERE credentialId = 'c-bob' ORDER BY planId`;
    const inBoth = givenProjection(organizationsProjection, ...both);
    inBoth.thenRows(sql, { planId: 'p1' }, { planId: 'p2' });
    inBoth.when(disabledIn('p1', 'c-bob')).thenRows(sql, { planId: 'p2' });
  });

  it('knows plans by their present name, and none that was deleted', async () => {
    const renamedPlan: Stored = [
      planStream('p1'),
      { type: 'PlanEdited', data: { planId: 'p1', organizationId, before: { name: 'x' }, after: { name: 'Nightly' } } },
    ];
    const deletedPlan: Stored = [planStream('p2'), { type: 'PlanDeleted', data: { planId: 'p2', organizationId, name: 'Plan p2' } }];
    const { credential } = after([stream, connected], created('p1'), created('p2'), renamedPlan, deletedPlan, [stream, failed(ann)]);
    expect((await credential('c-ann')).enabledInPlans).toEqual(['p1']);
    expect((await credential('c-ann')).failure?.plans).toEqual([{ id: 'p1', name: 'Nightly' }]);
  });

  it('tells, while it fails, since when, why, and which plans have to go on without it', async () => {
    const plans = [created('p1'), switchedOn('p1'), enabledIn('p1', 'c-bob'), created('p2'), enabledIn('p2', 'c-bob')];
    const again = { ...refusal, message: 'still lacks it' };
    const { credential } = after([stream, connected], [stream, added()], ...plans, [stream, failed(bob)], [stream, failed(bob, again)]);
    expect((await credential('c-bob')).failure).toEqual({ ...again, since: storedAt(7), plans: [{ id: 'p1', name: 'Plan p1' }] });
    expect((await credential('c-bob')).triedAt).toBe(storedAt(8));
    const primary = after([stream, connected], ...plans, [stream, failed(ann)]);
    expect((await primary.credential('c-ann')).failure?.plans.map(({ id }) => id)).toEqual(['p1', 'p2']);
    const working = after([stream, connected], [stream, failed(ann)], [stream, verified(ann)]);
    expect((await working.credential('c-ann')).failure).toBeNull();
  });

  it.each([
    ['2026-12-23T09:00:00.000Z', []],
    ['2026-12-22T09:00:00.000Z', ['EXPIRES_SOON']],
    ['2026-11-22T09:00:01.000Z', ['EXPIRES_SOON']],
    [NOW, ['EXPIRED']],
  ])('is told to expire, or to have expired: %s', async (expiresAt, codes) => {
    const { credential } = after([stream, { ...connected, data: { ...connected.data, primary: { ...ann, expiresAt } } }]);
    expect((await credential('c-ann')).problems.map(({ code }) => code)).toEqual(codes);
  });

  it('has what was found with its new secret', async () => {
    const next = { ...ann, expiresAt: '2028-01-01T00:00:00.000Z', scopes: ['read:user:bitbucket'], problems: bob.problems };
    const { credential } = after([stream, connected], [stream, failed(ann)], [stream, rotated(next)]);
    const { expiresAt, scopes, problems } = next;
    expect(await credential('c-ann')).toMatchObject({
      status: 'verified',
      failure: null,
      expiresAt,
      scopes,
      problems,
      triedAt: storedAt(2),
    });
  });

  it('has its new label', async () => {
    const { credential } = after([stream, connected], [stream, added()], [stream, renamed(bob, 'night shift')]);
    expect((await credential('c-bob')).label).toBe('night shift');
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
