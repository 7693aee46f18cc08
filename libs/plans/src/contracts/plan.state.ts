import { planEvents, type PlanEvent, type PlanTerms } from './plan.events.ts';

/** Only what decisions need; those of runs look at it too. */
export type PlanState =
  | { readonly status: 'none' }
  | {
      readonly status: 'active';
      readonly planId: string;
      readonly organizationId: string;
      readonly terms: PlanTerms;
      /** A paused plan starts no run by itself. */
      readonly paused: boolean;
      readonly usesAdditionalCredentials: boolean;
      /** Additional credentials with their own switch on. */
      readonly enabled: readonly string[];
    }
  | { readonly status: 'deleted' };

/** How a plan's state follows from its events. */
export const planReading = {
  initialState: { status: 'none' } satisfies PlanState as PlanState,
  evolve: evolvePlan,
  events: planEvents,
};

function evolvePlan(state: PlanState, event: PlanEvent): PlanState {
  if (event.type === 'PlanCreated') {
    const { planId, organizationId, clonedFrom: _, ...terms } = event.data;
    return { status: 'active', planId, organizationId, terms, paused: false, usesAdditionalCredentials: false, enabled: [] };
  }
  if (state.status !== 'active') return state;
  switch (event.type) {
    case 'PlanEdited':
      return { ...state, terms: { ...state.terms, ...event.data.after } };
    case 'PlanPaused':
      return { ...state, paused: true };
    case 'PlanResumed':
      return { ...state, paused: false };
    case 'PlanDeleted':
      return { status: 'deleted' };
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
