import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { organizationStream } from '../contracts/organization.events.ts';
import { added, ann, bob, connected } from '../testing/acme.ts';
import { accepted, annsSecret, bobsSecret, OrganizationsBench, refused } from '../testing/organizations-bench.ts';

let on: OrganizationsBench;

beforeAll(async () => {
  on = await OrganizationsBench.open();
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await on.beginAnew();
});

const requests = { own: { api: 5 }, primary: { api: 2 } };
const ofBob = { accountId: 'a-bob', bucket: 'api', requests: 5 };
const ofAnn = { accountId: 'a-ann', bucket: 'api', requests: 2 };

describe('what a trial sent', () => {
  it('is told with the organization that it connects', async () => {
    on.trial.says({ ...accepted, requests: { own: { api: 5 }, primary: {} } });
    const { id } = await on.connect();
    expect(await on.bench.stored(organizationStream(id))).toMatchObject([{ data: { primary: { trialRequests: [ofBob] } } }]);
  });

  it('is told with the credential that it adds, verifies or renews, for either account', async () => {
    await on.happened(connected);
    await on.secrets.put(ann.credentialId, { ...annsSecret });
    on.trial.says({ ...accepted, requests });
    const { id } = await on.add();
    await on.verify(id);
    await on.rotate(id, bobsSecret);
    expect(await on.news(1)).toMatchObject([
      { type: 'AdditionalCredentialAdded', data: { trialRequests: [ofBob, ofAnn] } },
      { type: 'CredentialVerified', data: { trialRequests: [ofBob, ofAnn] } },
      { type: 'CredentialSecretRotated', data: { trialRequests: [ofBob, ofAnn] } },
    ]);
  });

  it('is told with a credential that fails, for the account that it had', async () => {
    await on.happened(connected, added());
    await on.secrets.put(bob.credentialId, { ...bobsSecret });
    on.trial.says({ ...refused, requests: { own: { api: 1 }, primary: {} } });
    await on.verify(bob.credentialId);
    expect(await on.news(2)).toMatchObject([
      { type: 'CredentialFailedVerification', data: { trialRequests: [{ ...ofBob, requests: 1 }] } },
    ]);
  });
});
