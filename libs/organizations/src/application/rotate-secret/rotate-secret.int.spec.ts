import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CredentialSecret } from '@holdfast/bitbucket';
import { EventStoreUnavailableError, type DeciderRepository } from '@holdfast/event-sourcing';
import { added, ann, bob, connected, refusal, rotated } from '../../testing/acme.ts';
import { accepted, annsSecret, bobsSecret, OrganizationsBench, refused } from '../../testing/organizations-bench.ts';
import { findingsOf, type AcceptedByProvider } from '../credential-trial.port.ts';

let on: OrganizationsBench;
beforeAll(async () => {
  on = await OrganizationsBench.open();
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
});
beforeEach(() => on.beginAnew());

describe('rotating a secret', () => {
  const next: CredentialSecret = { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x-next-of-ann' };
  const ofAnn: AcceptedByProvider = { ...accepted, account: ann.account, identity: 'ann@example.org' };
  const secretOf = async ({ credentialId }: typeof ann) => (await on.secrets.get(credentialId)).reveal();

  beforeEach(async () => {
    await on.happened(connected, added());
    await on.secrets.put(ann.credentialId, { ...annsSecret });
    await on.secrets.put(bob.credentialId, { ...bobsSecret });
  });

  it('tries the new one as what it is to be, keeps it, and leaves nothing of the old one', async () => {
    on.trial.says(ofAnn);
    await on.rotate(ann.credentialId, next);
    expect(on.trial.tried).toMatchObject([{ secret: next, role: 'primary', primarySecret: null }]);
    expect(await secretOf(ann)).toEqual(next);
    expect(await on.news(2)).toEqual([on.ours(rotated({ ...ann, ...findingsOf(ofAnn, null), expiresAt: '2028-11-22T00:00:00.000Z' }))]);
    expect(await on.secrets.ids()).toEqual([ann.credentialId, bob.credentialId]);
    expect(await on.everythingOnDisk()).not.toMatch(/ATATT3x-(next-)?of-ann/);
  });

  it('changes nothing, and records only that, when the provider refuses', async () => {
    on.trial.says(refused);
    await expect(on.rotate(bob.credentialId, next)).rejects.toMatchObject({
      code: 'SCOPES_MISSING',
      details: { missing: refused.missing },
    });
    expect(await secretOf(bob)).toEqual(bobsSecret);
    expect(await on.news(2)).toMatchObject([{ type: 'CredentialRotationRefused', data: { label: 'second', refusal } }]);
  });

  it('changes nothing, and records only that, for a secret of another account', async () => {
    on.trial.says({ ...ofAnn, account: { id: 'a-carol', name: 'Carol' } });
    const refusedWith = { kind: 'refused_by_provider', code: 'CREDENTIAL_OF_ANOTHER_ACCOUNT' };
    await expect(on.rotate(ann.credentialId, next)).rejects.toMatchObject(refusedWith);
    expect(await secretOf(ann)).toEqual(annsSecret);
    expect(await on.news(2)).toMatchObject([{ type: 'CredentialRotationRefused', data: { refusal: { code: refusedWith.code } } }]);
  });

  it('has the new secret in use when a crash comes before the event, and is completed by a repetition', async () => {
    on.trial.says(ofAnn);
    const outage = new EventStoreUnavailableError(new Error('no answer'));
    const crashing: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: (decider, name) => on.bench.repository.load(decider, name),
      decide: () => Promise.reject(outage),
    };
    await expect(on.rotate(ann.credentialId, next, crashing as DeciderRepository)).rejects.toBe(outage);
    expect(await secretOf(ann)).toEqual(next);
    expect(await on.news(2)).toEqual([]);
    await on.rotate(ann.credentialId, next);
    expect(await on.news(2)).toMatchObject([{ type: 'CredentialSecretRotated' }]);
  });

  it('leaves no secret of a credential that was removed meanwhile', async () => {
    on.trial.says({ ...ofAnn, account: bob.account });
    let isRemoved = false;
    // Between the look at the organization and the new secret.
    const meanwhile: Pick<DeciderRepository, 'load' | 'decide'> = {
      load: async (decider, name) => {
        const seen = await on.bench.repository.load(decider, name);
        if (!isRemoved) await on.remove(bob.credentialId);
        isRemoved = true;
        return seen;
      },
      decide: (decider, name, command, context) => on.bench.repository.decide(decider, name, command, context),
    };
    const rotation = on.rotate(bob.credentialId, next, meanwhile as DeciderRepository);
    await expect(rotation).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    expect(await on.secrets.ids()).toEqual([ann.credentialId]);
  });
});
