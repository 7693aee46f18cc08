import type { CredentialState } from '@holdfast/organizations/contracts';
import type {
  AdditionalCredentialsSwitchedOff,
  AdditionalCredentialsSwitchedOn,
  PlanCreated,
  PlanCredentialDisabled,
  PlanCredentialEnabled,
} from '../contracts/plan.events.ts';
import type { PlanDefinition } from '../domain/plan.decider.ts';

/** The plan of the specs, and the credentials of its organization. */
export const planId = 'nightly';
export const organizationId = 'acme';

export const definition: PlanDefinition = {
  name: 'Nightly',
  organizationId,
  repositories: { include: ['*'], exclude: ['*-old'] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
  schedule: null,
  window: null,
  retention: { daily: 7 },
};

const sight = { scopes: null, repositoriesNotSeen: null, seesNoRepository: false };

export const primary: CredentialState = {
  ...{ credentialId: 'c-ann', role: 'primary', label: 'primary', kind: 'api_token', expiresAt: null, announced: null, failure: null },
  account: { id: 'a-ann', name: 'Ann' },
  sight,
};
export const second: CredentialState = {
  ...{ credentialId: 'c-bob', role: 'additional', label: 'second', kind: 'access_token', expiresAt: null, announced: null, failure: null },
  account: { id: 'a-bob', name: 'Bob' },
  sight,
};
export const failing: CredentialState = { ...second, failure: { code: 'CREDENTIAL_REJECTED', message: 'token expired' } };

export const created: PlanCreated = { type: 'PlanCreated', data: { planId, ...definition } };
export const switchedOn: AdditionalCredentialsSwitchedOn = { type: 'AdditionalCredentialsSwitchedOn', data: { planId, organizationId } };
export const switchedOff: AdditionalCredentialsSwitchedOff = { type: 'AdditionalCredentialsSwitchedOff', data: { planId, organizationId } };

export const enabled = (credentialId = 'c-bob', label = 'second'): PlanCredentialEnabled => ({
  type: 'PlanCredentialEnabled',
  data: { planId, organizationId, credentialId, label },
});

export const disabled = (credentialId = 'c-bob', reason = 'by hand'): PlanCredentialDisabled => ({
  type: 'PlanCredentialDisabled',
  data: { planId, organizationId, credentialId, reason },
});
