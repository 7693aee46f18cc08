import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError, EventStoreUnavailableError, type DeciderRepository } from '@holdfast/event-sourcing';
import { organizationStream } from '../contracts/organization.events.ts';
import { added, ann, bob, connected, failed, refusal, removed, verified } from '../testing/acme.ts';
import { accepted, annsSecret, bobsSecret, OrganizationsBench, refused } from '../testing/organizations-bench.ts';
import { findingsOf, type AcceptedByProvider } from './credential-trial.port.ts';

let on: OrganizationsBench;
beforeAll(async () => {
  on = await OrganizationsBench.open();
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
});
beforeEach(() => on.beginAnew());

/** A workspace of its own: one can be connected once. */
const accepting = (): AcceptedByProvider => ({ ...accepted, workspace: { id: on.bench.newId(), slug: 'acme' } });
const unreachable = new DomainError('provider_unavailable', 'BITBUCKET_UNREACHABLE', 'no answer');

describe('connecting an organization', () => {
  it('tries the credential as an administrator of the workspace, and keeps the secret beside the events', async () => {
    const verdict = accepting();
    on.trial.says(verdict);
    const { id } = await on.connect();
    const { credentialId } = on.trial.tried[0]!;
    expect(on.trial.tried).toEqual([{ secret: bobsSecret, workspace: 'acme', role: 'primary', credentialId, primarySecret: null }]);
    const { account, identity } = accepted;
    const primary = {
      ...{ credentialId, label: 'primary', kind: 'api_token', expiresAt: null },
      account,
      identity,
      ...findingsOf(accepted, null),
    };
    expect(await on.bench.stored(organizationStream(id))).toEqual([
      { type: 'OrganizationConnected', data: { organizationId: id, name: 'Acme', workspace: verdict.workspace, primary } },
    ]);
    expect((await on.secrets.get(credentialId)).reveal()).toEqual(bobsSecret);
    expect(await on.everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('leaves nothing but the record of it when the provider refuses', async () => {
    on.trial.says(refused);
    const error: unknown = await on.connect().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'refused_by_provider',
      code: 'SCOPES_MISSING',
      details: { missing: refused.missing, granted: refused.granted },
    });
    expect(await on.secrets.ids()).toEqual([]);
    expect(await on.everythingOnDisk()).toContain('OrganizationConnectionRefused');
    expect(await on.everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('is refused for a workspace that is connected already, whatever it is called, until it is disconnected', async () => {
    on.trial.says(accepting());
    const { id } = await on.connect();
    const secretsBefore = await on.secrets.ids();
    await expect(on.connect()).rejects.toMatchObject({
      kind: 'conflict',
      code: 'WORKSPACE_ALREADY_CONNECTED',
      details: { organizationId: id },
    });
    expect(await on.secrets.ids()).toEqual(secretsBefore);
    on.organizationId = id;
    await on.disconnect('Acme');
    await expect(on.connect()).resolves.toMatchObject({ id: expect.not.stringMatching(id) });
  });

  it('leaves nothing at all when the provider cannot be reached', async () => {
    on.trial.says(unreachable);
    await expect(on.connect()).rejects.toBe(unreachable);
    expect(await on.secrets.ids()).toEqual([]);
  });
});

describe('adding an additional credential', () => {
  beforeEach(async () => {
    await on.happened(connected);
  });

  it('tries it in the workspace, as anybody, compares it with the primary, and keeps the secret beside the events', async () => {
    on.trial.says(accepted);
    await on.secrets.put(ann.credentialId, { ...annsSecret });
    const { id: credentialId } = await on.add();
    expect(on.trial.tried).toEqual([
      { secret: bobsSecret, workspace: 'acme', role: 'additional', credentialId, primarySecret: annsSecret },
    ]);
    const { account, identity } = accepted;
    const facts = { credentialId, label: 'second', kind: 'api_token', identity, account, ...findingsOf(accepted, null) } as const;
    expect(await on.news()).toEqual([on.ours(connected), on.ours(added({ ...facts, expiresAt: '2027-11-22T00:00:00.000Z' }))]);
    expect((await on.secrets.get(credentialId)).reveal()).toEqual(bobsSecret);
  });

  it('leaves nothing but the record of it when the provider refuses', async () => {
    on.trial.says(refused);
    await expect(on.add()).rejects.toMatchObject({ kind: 'refused_by_provider', code: 'SCOPES_MISSING' });
    const facts = { organizationId: on.organizationId, label: 'second', kind: 'api_token', identity: 'bob@example.org', refusal };
    expect(await on.news()).toEqual([on.ours(connected), { type: 'AdditionalCredentialRejected', data: facts }]);
    expect(await on.secrets.ids()).toEqual([]);
    expect(await on.everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('leaves no secret when the label is taken', async () => {
    on.trial.says(accepted);
    await on.add();
    const before = await on.secrets.ids();
    await expect(on.add('Second')).rejects.toMatchObject({ code: 'CREDENTIAL_LABEL_TAKEN' });
    expect(await on.secrets.ids()).toEqual(before);
  });

  it('keeps the secret while it is unknown whether the credential was stored', async () => {
    on.trial.says(accepted);
    const outage = new EventStoreUnavailableError(new Error('no answer'));
    const loads: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: (decider, name) => on.bench.repository.load(decider, name),
      decide: () => Promise.reject(outage),
    };
    await expect(on.add('second', loads as DeciderRepository)).rejects.toBe(outage);
    expect(await on.secrets.ids()).toHaveLength(1);
  });

  it('asks no provider for an organization that is not there', async () => {
    on.trial.says(accepted);
    on.organizationId = on.bench.newId();
    await expect(on.add()).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    expect(on.trial.tried).toEqual([]);
  });
});

describe('removing an additional credential', () => {
  beforeEach(async () => {
    await on.happened(connected, added());
    await on.secrets.put(ann.credentialId, { token: 'of-ann' });
    await on.secrets.put(bob.credentialId, { token: 'of-bob' });
  });

  it('destroys its secret, and no other', async () => {
    await on.remove(bob.credentialId);
    expect(await on.news()).toEqual([on.ours(connected), on.ours(added()), on.ours(removed())]);
    expect(await on.secrets.ids()).toEqual([ann.credentialId]);
  });

  it('destroys the secret also when a crash came between the two', async () => {
    await on.happened(removed());
    await on.remove(bob.credentialId);
    expect(await on.secrets.ids()).toEqual([ann.credentialId]);
  });

  it('touches no secret when it is refused', async () => {
    await expect(on.remove(ann.credentialId)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_PRIMARY' });
    await on.secrets.put('of-another-organization', { token: 'of-zoe' });
    await expect(on.remove('of-another-organization')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    expect(await on.secrets.ids()).toEqual([ann.credentialId, bob.credentialId, 'of-another-organization'].sort());
  });
});

describe('verifying a credential', () => {
  beforeEach(async () => {
    await on.happened(connected, added());
    await on.secrets.put(ann.credentialId, { ...annsSecret });
    await on.secrets.put(bob.credentialId, { ...bobsSecret });
  });

  it('tries the stored secret, the primary one as an administrator', async () => {
    on.trial.says(accepted);
    await on.verify(ann.credentialId);
    const both = { workspace: 'acme' };
    expect(on.trial.tried).toEqual([{ ...both, secret: annsSecret, role: 'primary', credentialId: 'c-ann', primarySecret: null }]);
    on.trial.says(accepted);
    await on.verify(bob.credentialId);
    expect(on.trial.tried).toEqual([{ ...both, secret: bobsSecret, role: 'additional', credentialId: 'c-bob', primarySecret: annsSecret }]);
  });

  it('records that it fails, once, and that it works again', async () => {
    on.trial.says(refused);
    await on.verify(bob.credentialId);
    await on.verify(bob.credentialId);
    expect(await on.news(2)).toEqual([on.ours(failed(bob))]);
    on.trial.says(accepted);
    await on.verify(bob.credentialId);
    expect(await on.news(2)).toEqual([on.ours(failed(bob)), on.ours(verified({ ...bob, ...findingsOf(accepted, null) }))]);
  });

  it('asks nobody a second time for one command, and says each time that a scheduled one took place', async () => {
    on.trial.says(refused);
    const context = on.bench.context();
    await on.verify(bob.credentialId, context, true);
    await on.verify(bob.credentialId, context, true);
    expect(on.trial.tried).toHaveLength(1);
    await on.verify(bob.credentialId, on.bench.context(), true);
    expect(await on.news(2)).toEqual([on.ours(failed(bob)), on.ours(failed(bob))]);
  });

  it('is a failure when its secret cannot be read, and asks nobody', async () => {
    on.trial.says(accepted);
    await on.secrets.destroy(bob.credentialId);
    await on.verify(bob.credentialId);
    expect(on.trial.tried).toEqual([]);
    expect(await on.news(2)).toMatchObject([{ type: 'CredentialFailedVerification', data: { refusal: { code: 'SECRET_UNREADABLE' } } }]);
  });

  it('does not blame the credential when there is no verdict', async () => {
    for (const none of [unreachable, new DomainError('provider_busy', 'PROVIDER_RATE_LIMITED', 'come back in an hour')]) {
      on.trial.says(none);
      await expect(on.verify(bob.credentialId)).rejects.toBe(none);
    }
    expect(await on.news(2)).toEqual([]);
  });

  it('asks no provider about a credential that is not there', async () => {
    on.trial.says(accepted);
    await expect(on.verify('c-none')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    on.organizationId = on.bench.newId();
    await expect(on.verify(bob.credentialId)).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    expect(on.trial.tried).toEqual([]);
  });
});
