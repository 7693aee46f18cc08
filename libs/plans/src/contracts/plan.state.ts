import { planEvents, type PlanContent, type PlanEvent, type RepositorySelection } from './plan.events.ts';

/** Only what decisions need; those of runs look at it too. */
export type PlanState =
  | { readonly status: 'none' }
  | {
      readonly status: 'active';
      readonly planId: string;
      readonly organizationId: string;
      readonly name: string;
      readonly repositories: RepositorySelection;
      readonly content: PlanContent;
      readonly usesAdditionalCredentials: boolean;
      /** Additional credentials with their own switch on. */
      readonly enabled: readonly string[];
    };

/** How a plan's state follows from its events. */
export const planReading = {
  initialState: { status: 'none' } satisfies PlanState as PlanState,
  evolve: evolvePlan,
  events: planEvents,
};

function evolvePlan(state: PlanState, event: PlanEvent): PlanState {
  if (event.type === 'PlanCreated') {
    const { planId, organizationId, name, repositories, content } = event.data;
    return { status: 'active', planId, organizationId, name, repositories, content, usesAdditionalCredentials: false, enabled: [] };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'AdditionalCredentialsSwitchedOn':
      return { ...state, usesAdditionalCredentials: true };
    case 'AdditionalCredentialsSwitchedOff':
      return { ...state, usesAdditionalCredentials: false };
    case 'PlanCredentialEnabled':
      return { ...state, enabled: [...state.enabled, event.data.credentialId] };
    case 'PlanCredentialDisabled':
      return { ...state, enabled: state.enabled.filter((id) => id !== event.data.credentialId) };
    default:
      return event satisfies never;
  }
}
