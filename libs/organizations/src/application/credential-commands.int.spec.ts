import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialSecret } from '@holdfast/bitbucket';
import { DomainError, EventStoreUnavailableError, type DeciderRepository } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { DirectorySecretStore, InstallationKey } from '@holdfast/secrets';
import { organizationStream } from '../contracts/organization.events.ts';
import { added, ann, bob, connected, failed, refusal, removed, verified, workspace } from '../testing/acme.ts';
import { ScriptedTrial } from '../testing/scripted-trial.ts';
import { AddAdditionalCredential } from './add-additional-credential/add-additional-credential.command.ts';
import { AddAdditionalCredentialHandler } from './add-additional-credential/add-additional-credential.handler.ts';
import { ConnectOrganization } from './connect-organization/connect-organization.command.ts';
import { ConnectOrganizationHandler } from './connect-organization/connect-organization.handler.ts';
import type { Verdict } from './credential-trial.port.ts';
import { RemoveAdditionalCredential } from './remove-additional-credential/remove-additional-credential.command.ts';
import { RemoveAdditionalCredentialHandler } from './remove-additional-credential/remove-additional-credential.handler.ts';
import { VerifyCredential } from './verify-credential/verify-credential.command.ts';
import { VerifyCredentialHandler } from './verify-credential/verify-credential.handler.ts';

const secret: CredentialSecret = { kind: 'api_token', email: 'bob@example.org', token: 'ATATT3x-of-bob' };
const accepted: Verdict = {
  ok: true,
  account: { id: 'a-bob', name: 'Bob' },
  identity: 'bob@example.org',
  scopes: ['read:repository:bitbucket'],
  problems: [],
  workspace,
};
const refused: Verdict = { ok: false, refusal, missing: ['read:pullrequest:bitbucket'], granted: ['read:user:bitbucket'] };
const unreachable = new DomainError('provider_unavailable', 'BITBUCKET_UNREACHABLE', 'no answer');

let bench: Bench;
let secrets: DirectorySecretStore;
const trial = new ScriptedTrial();
let organizationId: string;
let stream: string;

beforeAll(async () => {
  bench = await openBench();
  secrets = new DirectorySecretStore(join(bench.directory, 'secrets'), await InstallationKey.generate());
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  organizationId = bench.newId();
  stream = organizationStream(organizationId);
  for (const id of await secrets.ids()) await secrets.destroy(id);
});

/** An event of the fixture, in the organization of this test. */
const ours = <E extends { readonly data: object }>(event: E): E => ({ ...event, data: { ...event.data, organizationId } });
const connect = () =>
  new ConnectOrganizationHandler(bench.repository, trial, secrets, bench.newId).execute(
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
const verify = (credentialId: string) =>
  new VerifyCredentialHandler(bench.repository, trial, secrets).execute(
    new VerifyCredential({ organizationId, credentialId }, bench.context()),
  );

/** All that is stored below the bench, events and secrets. */
async function everythingOnDisk(): Promise<string> {
  const files = (await readdir(bench.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
  return contents.join('\n');
}

describe('connecting an organization', () => {
  it('tries the credential as an administrator of the workspace, and keeps the secret beside the events', async () => {
    trial.says(accepted);
    const { id } = await connect();
    const { credentialId } = trial.tried[0]!;
    expect(trial.tried).toEqual([{ secret, workspace: 'acme', requireAdmin: true, credentialId }]);
    const { account, identity, scopes, problems } = accepted;
    const primary = { ...{ credentialId, label: 'primary', kind: 'api_token', expiresAt: null }, account, identity, scopes, problems };
    expect(await bench.stored(organizationStream(id))).toEqual([
      { type: 'OrganizationConnected', data: { organizationId: id, name: 'Acme', workspace, primary } },
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

  it('tries it in the workspace, as anybody, and keeps the secret beside the events', async () => {
    trial.says(accepted);
    const { id: credentialId } = await add();
    expect(trial.tried).toEqual([{ secret, workspace: 'acme', requireAdmin: false, credentialId }]);
    const { account, identity, scopes, problems } = accepted;
    const facts = { credentialId, label: 'second', kind: 'api_token', identity, account, scopes, problems } as const;
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
    await secrets.put(ann.credentialId, { kind: 'api_token', email: 'ann@example.org', token: 'of-ann' });
    await secrets.put(bob.credentialId, { ...secret });
  });
  const news = async () => (await bench.stored(stream)).slice(2);

  it('tries the stored secret, the primary one as an administrator', async () => {
    trial.says(accepted);
    await verify(ann.credentialId);
    const annsSecret = { kind: 'api_token', email: 'ann@example.org', token: 'of-ann' };
    expect(trial.tried).toEqual([{ secret: annsSecret, workspace: 'acme', requireAdmin: true, credentialId: 'c-ann' }]);
    trial.says(accepted);
    await verify(bob.credentialId);
    expect(trial.tried).toEqual([{ secret, workspace: 'acme', requireAdmin: false, credentialId: 'c-bob' }]);
  });

  it('records that it fails, once, and that it works again', async () => {
    trial.says(refused);
    await verify(bob.credentialId);
    await verify(bob.credentialId);
    expect(await news()).toEqual([ours(failed(bob))]);
    trial.says(accepted);
    await verify(bob.credentialId);
    expect(await news()).toEqual([ours(failed(bob)), ours(verified({ ...bob, scopes: accepted.scopes, problems: [] }))]);
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
