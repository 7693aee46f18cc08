import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialSecret } from '@holdfast/bitbucket';
import { DomainError, EventStoreUnavailableError, ReadModels, type DeciderRepository } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { DirectorySecretStore, InstallationKey } from '@holdfast/secrets';
import { organizationEvents, organizationStream } from '../contracts/organization.events.ts';
import { planStream } from '@holdfast/plans/contracts';
import { added, ann, bob, connected, disconnected, failed, refusal, removed, rotated, verified, workspace } from '../testing/acme.ts';
import { ScriptedTrial } from '../testing/scripted-trial.ts';
import { AddAdditionalCredential } from './add-additional-credential/add-additional-credential.command.ts';
import { AddAdditionalCredentialHandler } from './add-additional-credential/add-additional-credential.handler.ts';
import { ConnectOrganization } from './connect-organization/connect-organization.command.ts';
import { ConnectOrganizationHandler } from './connect-organization/connect-organization.handler.ts';
import { findingsOf, type AcceptedByProvider, type Verdict } from './credential-trial.port.ts';
import { DisconnectOrganization } from './disconnect-organization/disconnect-organization.command.ts';
import { DisconnectOrganizationHandler } from './disconnect-organization/disconnect-organization.handler.ts';
import { OrganizationDirectory } from './organization-directory.ts';
import { organizationsProjection } from './organizations.projection.ts';
import { RemoveAdditionalCredential } from './remove-additional-credential/remove-additional-credential.command.ts';
import { RemoveAdditionalCredentialHandler } from './remove-additional-credential/remove-additional-credential.handler.ts';
import { RotateSecret } from './rotate-secret/rotate-secret.command.ts';
import { RotateSecretHandler } from './rotate-secret/rotate-secret.handler.ts';
import { VerifyCredential } from './verify-credential/verify-credential.command.ts';
import { VerifyCredentialHandler } from './verify-credential/verify-credential.handler.ts';

const secret: CredentialSecret = { kind: 'api_token', email: 'bob@example.org', token: 'ATATT3x-of-bob' };
const accepted: AcceptedByProvider = {
  ok: true,
  account: { id: 'a-bob', name: 'Bob' },
  identity: 'bob@example.org',
  scopes: ['read:repository:bitbucket'],
  problems: [],
  membership: { member: true, administrator: true },
  repositoriesNotSeen: { count: 0, examples: [] },
  workspace,
};
const annsSecret: CredentialSecret = { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x-of-ann' };
const refused: Verdict = { ok: false, refusal, missing: ['read:pullrequest:bitbucket'], granted: ['read:user:bitbucket'] };
const unreachable = new DomainError('provider_unavailable', 'BITBUCKET_UNREACHABLE', 'no answer');

let bench: Bench;
let secrets: DirectorySecretStore;
const trial = new ScriptedTrial();
let readModels: ReadModels;
let directory: OrganizationDirectory;
let organizationId: string;
let stream: string;

beforeAll(async () => {
  bench = await openBench(organizationEvents);
  secrets = new DirectorySecretStore(join(bench.directory, 'secrets'), await InstallationKey.generate());
  const { eventStore } = bench;
  readModels = new ReadModels({ directory: join(bench.directory, 'read-models'), projections: [organizationsProjection], eventStore });
  await readModels.start();
  directory = new OrganizationDirectory(readModels);
});

afterAll(async () => {
  await readModels.close();
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  organizationId = bench.newId();
  stream = organizationStream(organizationId);
  for (const id of await secrets.ids()) await secrets.destroy(id);
});

/** An event of the fixture, in the organization of this test. */
const ours = <E extends { readonly data: object }>(event: E): E => ({ ...event, data: { ...event.data, organizationId } });
/** A workspace of its own: one can be connected once. */
const accepting = (): AcceptedByProvider => ({ ...accepted, workspace: { id: bench.newId(), slug: 'acme' } });
const connect = () =>
  new ConnectOrganizationHandler(bench.repository, trial, secrets, bench.newId, directory).execute(
    new ConnectOrganization({ name: 'Acme', workspace: 'acme', secret, expiresAt: null }, bench.context()),
  );
const add = (label = 'second', repository: DeciderRepository = bench.repository) =>
  new AddAdditionalCredentialHandler(repository, trial, secrets, bench.newId).execute(
    new AddAdditionalCredential({ organizationId, label, secret, expiresAt: '2027-11-22T00:00:00.000Z' }, bench.context()),
  );
const remove = (credentialId: string) =>
  new RemoveAdditionalCredentialHandler(bench.repository, secrets).execute(
    new RemoveAdditionalCredential({ organizationId, credentialId }, bench.context()),
  );
const verify = (credentialId: string, context = bench.context(), scheduled = false) =>
  new VerifyCredentialHandler(bench.repository, trial, secrets).execute(
    new VerifyCredential({ organizationId, credentialId, scheduled }, context),
  );
const rotate = (credentialId: string, next: CredentialSecret, repository: DeciderRepository = bench.repository) =>
  new RotateSecretHandler(repository, trial, secrets).execute(
    new RotateSecret({ organizationId, credentialId, secret: next, expiresAt: '2028-11-22T00:00:00.000Z' }, bench.context()),
  );
const disconnect = (confirm: string) =>
  new DisconnectOrganizationHandler(bench.repository, directory, secrets).execute(
    new DisconnectOrganization({ organizationId, confirm }, bench.context()),
  );

/** All that is stored below the bench, events and secrets. */
async function everythingOnDisk(): Promise<string> {
  const files = (await readdir(bench.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
  return contents.join('\n');
}

describe('connecting an organization', () => {
  it('tries the credential as an administrator of the workspace, and keeps the secret beside the events', async () => {
    const verdict = accepting();
    trial.says(verdict);
    const { id } = await connect();
    const { credentialId } = trial.tried[0]!;
    expect(trial.tried).toEqual([{ secret, workspace: 'acme', role: 'primary', credentialId, primarySecret: null }]);
    const { account, identity } = accepted;
    const primary = {
      ...{ credentialId, label: 'primary', kind: 'api_token', expiresAt: null },
      account,
      identity,
      ...findingsOf(accepted),
    };
    expect(await bench.stored(organizationStream(id))).toEqual([
      { type: 'OrganizationConnected', data: { organizationId: id, name: 'Acme', workspace: verdict.workspace, primary } },
    ]);
    expect((await secrets.get(credentialId)).reveal()).toEqual(secret);
    expect(await everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('leaves nothing but the record of it when the provider refuses', async () => {
    trial.says(refused);
    const error: unknown = await connect().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'refused_by_provider',
      code: 'SCOPES_MISSING',
      details: { missing: refused.missing, granted: refused.granted },
    });
    expect(await secrets.ids()).toEqual([]);
    expect(await everythingOnDisk()).toContain('OrganizationConnectionRefused');
    expect(await everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('is refused for a workspace that is connected already, whatever it is called, until it is disconnected', async () => {
    trial.says(accepting());
    const { id } = await connect();
    const secretsBefore = await secrets.ids();
    await expect(connect()).rejects.toMatchObject({
      kind: 'conflict',
      code: 'WORKSPACE_ALREADY_CONNECTED',
      details: { organizationId: id },
    });
    expect(await secrets.ids()).toEqual(secretsBefore);
    organizationId = id;
    await disconnect('Acme');
    await expect(connect()).resolves.toMatchObject({ id: expect.not.stringMatching(id) });
  });

  it('leaves nothing at all when the provider cannot be reached', async () => {
    trial.says(unreachable);
    await expect(connect()).rejects.toBe(unreachable);
    expect(await secrets.ids()).toEqual([]);
  });
});

describe('adding an additional credential', () => {
  beforeEach(async () => {
    await bench.store(stream, ours(connected));
  });

  it('tries it in the workspace, as anybody, compares it with the primary, and keeps the secret beside the events', async () => {
    trial.says(accepted);
    await secrets.put(ann.credentialId, { ...annsSecret });
    const { id: credentialId } = await add();
    expect(trial.tried).toEqual([{ secret, workspace: 'acme', role: 'additional', credentialId, primarySecret: annsSecret }]);
    const { account, identity } = accepted;
    const facts = { credentialId, label: 'second', kind: 'api_token', identity, account, ...findingsOf(accepted) } as const;
    expect(await bench.stored(stream)).toEqual([ours(connected), ours(added({ ...facts, expiresAt: '2027-11-22T00:00:00.000Z' }))]);
    expect((await secrets.get(credentialId)).reveal()).toEqual(secret);
  });

  it('leaves nothing but the record of it when the provider refuses', async () => {
    trial.says(refused);
    await expect(add()).rejects.toMatchObject({ kind: 'refused_by_provider', code: 'SCOPES_MISSING' });
    const facts = { organizationId, label: 'second', kind: 'api_token', identity: 'bob@example.org', refusal };
    expect(await bench.stored(stream)).toEqual([ours(connected), { type: 'AdditionalCredentialRejected', data: facts }]);
    expect(await secrets.ids()).toEqual([]);
    expect(await everythingOnDisk()).not.toContain('ATATT3x-of-bob');
  });

  it('leaves no secret when the label is taken', async () => {
    trial.says(accepted);
    await add();
    const before = await secrets.ids();
    await expect(add('Second')).rejects.toMatchObject({ code: 'CREDENTIAL_LABEL_TAKEN' });
    expect(await secrets.ids()).toEqual(before);
  });

  it('keeps the secret while it is unknown whether the credential was stored', async () => {
    trial.says(accepted);
    const outage = new EventStoreUnavailableError(new Error('no answer'));
    const loads: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: (decider, name) => bench.repository.load(decider, name),
      decide: () => Promise.reject(outage),
    };
    await expect(add('second', loads as DeciderRepository)).rejects.toBe(outage);
    expect(await secrets.ids()).toHaveLength(1);
  });

  it('asks no provider for an organization that is not there', async () => {
    trial.says(accepted);
    organizationId = bench.newId();
    await expect(add()).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    expect(trial.tried).toEqual([]);
  });
});

describe('removing an additional credential', () => {
  beforeEach(async () => {
    await bench.store(stream, ours(connected), ours(added()));
    await secrets.put(ann.credentialId, { token: 'of-ann' });
    await secrets.put(bob.credentialId, { token: 'of-bob' });
  });

  it('destroys its secret, and no other', async () => {
    await remove(bob.credentialId);
    expect(await bench.stored(stream)).toEqual([ours(connected), ours(added()), ours(removed())]);
    expect(await secrets.ids()).toEqual([ann.credentialId]);
  });

  it('destroys the secret also when a crash came between the two', async () => {
    await bench.store(stream, ours(removed()));
    await remove(bob.credentialId);
    expect(await secrets.ids()).toEqual([ann.credentialId]);
  });

  it('touches no secret when it is refused', async () => {
    await expect(remove(ann.credentialId)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_PRIMARY' });
    await secrets.put('of-another-organization', { token: 'of-zoe' });
    await expect(remove('of-another-organization')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    expect(await secrets.ids()).toEqual([ann.credentialId, bob.credentialId, 'of-another-organization'].sort());
  });
});

describe('verifying a credential', () => {
  beforeEach(async () => {
    await bench.store(stream, ours(connected), ours(added()));
    await secrets.put(ann.credentialId, { ...annsSecret });
    await secrets.put(bob.credentialId, { ...secret });
  });
  const news = async () => (await bench.stored(stream)).slice(2);

  it('tries the stored secret, the primary one as an administrator', async () => {
    trial.says(accepted);
    await verify(ann.credentialId);
    const both = { workspace: 'acme' };
    expect(trial.tried).toEqual([{ ...both, secret: annsSecret, role: 'primary', credentialId: 'c-ann', primarySecret: null }]);
    trial.says(accepted);
    await verify(bob.credentialId);
    expect(trial.tried).toEqual([{ ...both, secret, role: 'additional', credentialId: 'c-bob', primarySecret: annsSecret }]);
  });

  it('records that it fails, once, and that it works again', async () => {
    trial.says(refused);
    await verify(bob.credentialId);
    await verify(bob.credentialId);
    expect(await news()).toEqual([ours(failed(bob))]);
    trial.says(accepted);
    await verify(bob.credentialId);
    expect(await news()).toEqual([ours(failed(bob)), ours(verified({ ...bob, ...findingsOf(accepted) }))]);
  });

  it('asks nobody a second time for one command, and says each time that a scheduled one took place', async () => {
    trial.says(refused);
    const context = bench.context();
    await verify(bob.credentialId, context, true);
    await verify(bob.credentialId, context, true);
    expect(trial.tried).toHaveLength(1);
    await verify(bob.credentialId, bench.context(), true);
    expect(await news()).toEqual([ours(failed(bob)), ours(failed(bob))]);
  });

  it('is a failure when its secret cannot be read, and asks nobody', async () => {
    trial.says(accepted);
    await secrets.destroy(bob.credentialId);
    await verify(bob.credentialId);
    expect(trial.tried).toEqual([]);
    expect(await news()).toMatchObject([{ type: 'CredentialFailedVerification', data: { refusal: { code: 'SECRET_UNREADABLE' } } }]);
  });

  it('does not blame the credential when there is no verdict', async () => {
    for (const none of [unreachable, new DomainError('refused_by_provider', 'PROVIDER_RATE_LIMITED', 'come back in an hour')]) {
      trial.says(none);
      await expect(verify(bob.credentialId)).rejects.toBe(none);
    }
    expect(await news()).toEqual([]);
  });

  it('asks no provider about a credential that is not there', async () => {
    trial.says(accepted);
    await expect(verify('c-none')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    organizationId = bench.newId();
    await expect(verify(bob.credentialId)).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
    expect(trial.tried).toEqual([]);
  });
});

describe('rotating a secret', () => {
  const next: CredentialSecret = { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x-next-of-ann' };
  const ofAnn: AcceptedByProvider = { ...accepted, account: ann.account, identity: 'ann@example.org' };
  const news = async () => (await bench.stored(stream)).slice(2);
  const secretOf = async ({ credentialId }: typeof ann) => (await secrets.get(credentialId)).reveal();

  beforeEach(async () => {
    await bench.store(stream, ours(connected), ours(added()));
    await secrets.put(ann.credentialId, { ...annsSecret });
    await secrets.put(bob.credentialId, { ...secret });
  });

  it('tries the new one as what it is to be, keeps it, and leaves nothing of the old one', async () => {
    trial.says(ofAnn);
    await rotate(ann.credentialId, next);
    expect(trial.tried).toMatchObject([{ secret: next, role: 'primary', primarySecret: null }]);
    expect(await secretOf(ann)).toEqual(next);
    expect(await news()).toEqual([ours(rotated({ ...ann, ...findingsOf(ofAnn), expiresAt: '2028-11-22T00:00:00.000Z' }))]);
    expect(await secrets.ids()).toEqual([ann.credentialId, bob.credentialId]);
    expect(await everythingOnDisk()).not.toMatch(/ATATT3x-(next-)?of-ann/);
  });

  it('changes nothing, and records only that, when the provider refuses', async () => {
    trial.says(refused);
    await expect(rotate(bob.credentialId, next)).rejects.toMatchObject({ code: 'SCOPES_MISSING', details: { missing: refused.missing } });
    expect(await secretOf(bob)).toEqual(secret);
    expect(await news()).toMatchObject([{ type: 'CredentialRotationRefused', data: { label: 'second', refusal } }]);
  });

  it('changes nothing, and records only that, for a secret of another account', async () => {
    trial.says({ ...ofAnn, account: { id: 'a-carol', name: 'Carol' } });
    const refusedWith = { kind: 'refused_by_provider', code: 'CREDENTIAL_OF_ANOTHER_ACCOUNT' };
    await expect(rotate(ann.credentialId, next)).rejects.toMatchObject(refusedWith);
    expect(await secretOf(ann)).toEqual(annsSecret);
    expect(await news()).toMatchObject([{ type: 'CredentialRotationRefused', data: { refusal: { code: refusedWith.code } } }]);
  });

  it('has the new secret in use when a crash comes before the event, and is completed by a repetition', async () => {
    trial.says(ofAnn);
    const outage = new EventStoreUnavailableError(new Error('no answer'));
    const crashing: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: (decider, name) => bench.repository.load(decider, name),
      decide: () => Promise.reject(outage),
    };
    await expect(rotate(ann.credentialId, next, crashing as DeciderRepository)).rejects.toBe(outage);
    expect(await secretOf(ann)).toEqual(next);
    expect(await news()).toEqual([]);
    await rotate(ann.credentialId, next);
    expect(await news()).toMatchObject([{ type: 'CredentialSecretRotated' }]);
  });

  it('leaves no secret of a credential that was removed meanwhile', async () => {
    trial.says({ ...ofAnn, account: bob.account });
    const meanwhile: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: (decider, name) => bench.repository.load(decider, name),
      decide: async (decider, name, command, context) => {
        await remove(bob.credentialId);
        return bench.repository.decide(decider, name, command, context);
      },
    };
    const rotation = rotate(bob.credentialId, next, meanwhile as DeciderRepository);
    await expect(rotation).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    expect(await secrets.ids()).toEqual([ann.credentialId]);
  });
});

describe('disconnecting an organization', () => {
  beforeEach(async () => {
    await bench.store(stream, ours(connected), ours(added()));
    await secrets.put(ann.credentialId, { ...annsSecret });
    await secrets.put(bob.credentialId, { ...secret });
    await secrets.put('of-another-organization', { token: 'of-zoe' });
  });

  it('destroys the secrets of all its credentials, and no other', async () => {
    await disconnect('Acme');
    expect((await bench.stored(stream)).at(-1)).toEqual(ours(disconnected));
    expect(await secrets.ids()).toEqual(['of-another-organization']);
  });

  it('destroys the secrets also when a crash came between the two', async () => {
    await bench.store(stream, ours(disconnected));
    await disconnect('Acme');
    expect(await secrets.ids()).toEqual(['of-another-organization']);
  });

  it('needs its name, letter by letter', async () => {
    await expect(disconnect('acme')).rejects.toMatchObject({ kind: 'conflict', code: 'NOT_CONFIRMED' });
    expect(await secrets.ids()).toHaveLength(3);
  });

  it('is refused while a plan uses it, and says which', async () => {
    const planId = bench.newId();
    await bench.store(planStream(planId), { type: 'PlanCreated', data: { planId, organizationId, name: 'Nightly' } });
    const refusedWith = { kind: 'conflict', code: 'ORGANIZATION_IN_USE', details: { plans: [{ id: planId, name: 'Nightly' }] } };
    await expect(disconnect('Acme')).rejects.toMatchObject(refusedWith);
    expect(await secrets.ids()).toHaveLength(3);
  });

  it('needs the organization', async () => {
    organizationId = bench.newId();
    await expect(disconnect('Acme')).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
  });
});
