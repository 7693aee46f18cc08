import type { Saga } from '@holdfast/event-sourcing';
import { organizationStreams, type AdditionalCredentialRemoved } from '@holdfast/organizations/contracts';
import { planStreams, type PlanCredentialDisabled, type PlanCredentialEnabled } from '../contracts/plan.events.ts';

interface PlansWithCredential {
  readonly planIds: readonly string[];
}

const followed = new Set(['PlanCredentialEnabled', 'PlanCredentialDisabled', 'AdditionalCredentialRemoved']);

/** A credential that was removed from its organization is taken out of every plan. */
export const disablePlanCredentialWhenRemoved: Saga<
  PlansWithCredential,
  PlanCredentialEnabled | PlanCredentialDisabled | AdditionalCredentialRemoved
> = {
  name: 'DisablePlanCredentialWhenRemoved',
  streams: [planStreams, organizationStreams],
  initialState: { planIds: [] },
  instanceOf: ({ type, data }) => (followed.has(type) ? data.credentialId : null),
  react(state, event) {
    switch (event.type) {
      case 'PlanCredentialEnabled':
        return { state: { planIds: [...state.planIds, event.data.planId] }, commands: [] };
      case 'PlanCredentialDisabled':
        return { state: { planIds: state.planIds.filter((id) => id !== event.data.planId) }, commands: [] };
      case 'AdditionalCredentialRemoved': {
        const { credentialId } = event.data;
        const commands = state.planIds.map((planId) => ({
          type: 'DisablePlanCredential',
          data: { planId, credentialId, reason: 'the credential was removed from the organization' },
        }));
        return { state, commands };
      }
      default:
        return event satisfies never;
    }
  },
};
