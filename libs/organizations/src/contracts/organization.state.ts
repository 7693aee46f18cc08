import {
  organizationEvents,
  type CredentialAccount,
  type CredentialFacts,
  type CredentialRefusal,
  type OrganizationEvent,
} from './organization.events.ts';

/** A credential as decisions see it. */
export interface CredentialState {
  readonly credentialId: string;
  readonly role: 'primary' | 'additional';
  readonly label: string;
  readonly kind: string;
  readonly account: CredentialAccount;
  /** Why it does not work at present; null when it does. */
  readonly failure: CredentialRefusal | null;
}

/** Only what decisions need, those of plans and runs among them; what people like to see is in the projections. */
export type OrganizationState =
  | { readonly status: 'none' }
  | {
      readonly status: 'connected';
      readonly organizationId: string;
      readonly workspace: { readonly id: string; readonly slug: string };
      readonly credentials: readonly CredentialState[];
      /** Ids of additional credentials that are gone. */
      readonly removed: readonly string[];
    };

/** How an organization's state follows from its events. */
export const organizationReading = {
  initialState: { status: 'none' } satisfies OrganizationState as OrganizationState,
  evolve: evolveOrganization,
  events: organizationEvents,
};

function evolveOrganization(state: OrganizationState, event: OrganizationEvent): OrganizationState {
  switch (event.type) {
    case 'OrganizationConnected': {
      const { organizationId, workspace, primary } = event.data;
      return { status: 'connected', organizationId, workspace, credentials: [credentialState(primary, 'primary')], removed: [] };
    }
    case 'AdditionalCredentialAdded':
      return withCredentials(state, (credentials) => [...credentials, credentialState(event.data, 'additional')]);
    case 'AdditionalCredentialRemoved':
      return withoutCredential(state, event.data.credentialId);
    case 'CredentialVerified':
      return withFailure(state, event.data.credentialId, null);
    case 'CredentialFailedVerification':
      return withFailure(state, event.data.credentialId, event.data.refusal);
    case 'OrganizationConnectionRefused':
    case 'AdditionalCredentialRejected':
      return state;
    default:
      return event satisfies never;
  }
}

function credentialState({ credentialId, label, kind, account }: CredentialFacts, role: CredentialState['role']): CredentialState {
  return { credentialId, role, label, kind, account, failure: null };
}

function withoutCredential(state: OrganizationState, removedId: string): OrganizationState {
  if (state.status === 'none') return state;
  const credentials = state.credentials.filter(({ credentialId }) => credentialId !== removedId);
  return { ...state, credentials, removed: [...state.removed, removedId] };
}

function withCredentials(
  state: OrganizationState,
  change: (credentials: readonly CredentialState[]) => readonly CredentialState[],
): OrganizationState {
  return state.status === 'none' ? state : { ...state, credentials: change(state.credentials) };
}

function withFailure(state: OrganizationState, credentialId: string, failure: CredentialRefusal | null): OrganizationState {
  return withCredentials(state, (all) => all.map((one) => (one.credentialId === credentialId ? { ...one, failure } : one)));
}
