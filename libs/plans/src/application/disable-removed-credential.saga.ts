import type { Saga } from '@holdfast/event-sourcing';
import { organizationStreams, type AdditionalCredentialRemoved } from '@holdfast/organizations/contracts';
import { planStreams, type PlanCredentialDisabled, type PlanCredentialEnabled } from '../contracts/plan.events.ts';

interface PlansWithCredential {
  readonly planIds: readonly string[];
  readonly removed: boolean;
}

const followed = new Set(['PlanCredentialEnabled', 'PlanCredentialDisabled', 'AdditionalCredentialRemoved']);

/** A credential that was removed from its organization is taken out of every plan, also of one that enabled it at that very moment. */
export const disablePlanCredentialWhenRemoved: Saga<
  PlansWithCredential,
  PlanCredentialEnabled | PlanCredentialDisabled | AdditionalCredentialRemoved
> = {
  name: 'DisablePlanCredentialWhenRemoved',
  streams: [planStreams, organizationStreams],
  begins: 'at-first-event',
  initialState: { planIds: [], removed: false },
  instanceOf: ({ type, data }) => (followed.has(type) ? data.credentialId : null),
  react(state, event) {
    switch (event.type) {
      case 'PlanCredentialEnabled': {
        const { planId, credentialId } = event.data;
        const planIds = [...state.planIds, planId];
        return { state: { ...state, planIds }, commands: state.removed ? [disable(planId, credentialId)] : [] };
      }
      case 'PlanCredentialDisabled':
        return { state: { ...state, planIds: state.planIds.filter((id) => id !== event.data.planId) }, commands: [] };
      case 'AdditionalCredentialRemoved': {
        const commands = state.planIds.map((planId) => disable(planId, event.data.credentialId));
        return { state: { ...state, removed: true }, commands };
      }
      default:
        return event satisfies never;
    }
  },
};

function disable(planId: string, credentialId: string) {
  return { type: 'DisablePlanCredential', data: { planId, credentialId, reason: 'the credential was removed from the organization' } };
}
