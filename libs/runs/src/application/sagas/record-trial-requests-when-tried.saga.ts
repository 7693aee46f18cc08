import type { Saga } from '@holdfast/event-sourcing';
import { organizationStreams, type CredentialEventOfTrial } from '@holdfast/organizations/contracts';

const tried = new Set([
  'OrganizationConnected',
  'AdditionalCredentialAdded',
  'CredentialVerified',
  'CredentialSecretRotated',
  'CredentialFailedVerification',
]);

/** What the trial of a credential sent counts for its account, and what it asked to compare for that of the primary one. */
export const recordTrialRequestsWhenTried: Saga<object, CredentialEventOfTrial> = {
  name: 'RecordTrialRequestsWhenTried',
  streams: [organizationStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf(event) {
    if (!tried.has(event.type)) return null;
    const { credentialId, trialRequests } = trialIn(event);
    return trialRequests === undefined ? null : credentialId;
  },
  react(state, event) {
    const { trialRequests = [] } = trialIn(event);
    const { at } = event.metadata;
    return { state, commands: trialRequests.map((sent) => ({ type: 'RecordTrialRequests', data: { ...sent, at } })) };
  },
};

function trialIn(event: CredentialEventOfTrial) {
  return event.type === 'OrganizationConnected' ? event.data.primary : event.data;
}
