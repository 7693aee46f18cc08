import { describe, expect, it } from '@jest/globals';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { organizationStream, type CredentialEventOfTrial, type CredentialFailedVerification } from '@holdfast/organizations/contracts';
import { organizationId } from '../../testing/one-run.ts';
import { recordTrialRequestsWhenTried } from './record-trial-requests-when-tried.saga.ts';

const own = { accountId: 'a-bob', bucket: 'api', requests: 5 } as const;
const ofPrimary = { accountId: 'a-ann', bucket: 'api', requests: 1 } as const;
const failed = { organizationId, credentialId: 'c-bob', refusal: { code: 'CREDENTIAL_REJECTED', message: 'no' } };
const ofTrial = { ...failed, trialRequests: [own, ofPrimary] };

const stored = (type: string, data: object) => recorded({ type, data } as CredentialEventOfTrial, 0, organizationStream(organizationId));

describe('the requests of a trial', () => {
  it.each([
    ['AdditionalCredentialAdded', ofTrial],
    ['CredentialVerified', ofTrial],
    ['CredentialSecretRotated', ofTrial],
    ['CredentialFailedVerification', ofTrial],
    ['OrganizationConnected', { organizationId, primary: ofTrial }],
  ])('are recorded for each account they count for: %s', (type, data) => {
    const event = stored(type, data);
    const { at } = event.metadata;
    afterEvents(recordTrialRequestsWhenTried, event).then(
      { type: 'RecordTrialRequests', data: { ...own, at } },
      { type: 'RecordTrialRequests', data: { ...ofPrimary, at } },
    );
  });

  it('are not known of a trial that did not note them', () => {
    const event: CredentialFailedVerification = { type: 'CredentialFailedVerification', data: failed };
    expect(recordTrialRequestsWhenTried.instanceOf(stored(event.type, event.data))).toBeNull();
  });

  it('are nothing that other events of an organization tell', () => {
    expect(recordTrialRequestsWhenTried.instanceOf(stored('OrganizationDisconnected', { organizationId, name: 'Acme' }))).toBeNull();
  });
});
