import {
  organizationEvents,
  type CredentialAccount,
  type CredentialFacts,
  type CredentialFindings,
  type CredentialRefusal,
  type ExpiryNotice,
  type OrganizationEvent,
  type RepositoriesNotSeen,
} from './organization.events.ts';

/** A credential as decisions see it. */
export interface CredentialState {
  readonly credentialId: string;
  readonly role: 'primary' | 'additional';
  readonly label: string;
  readonly kind: string;
  readonly account: CredentialAccount;
  /** RFC 3339; null when unknown. */
  readonly expiresAt: string | null;
  /** The last announcement that it expires. */
  readonly announced: ExpiryNotice | null;
  /** Why it does not work at present; null when it does. */
  readonly failure: CredentialRefusal | null;
  readonly sight: CredentialSight;
}

/** What its last trial found of what the credential may see. */
export interface CredentialSight {
  /** In the provider's words; null when the provider does not say. */
  readonly scopes: readonly string[] | null;
  /** Null when they were not compared. */
  readonly repositoriesNotSeen: RepositoriesNotSeen | null;
  readonly seesNoRepository: boolean;
}

/** Only what decisions need, those of plans and runs among them; what people like to see is in the projections. */
export type OrganizationState =
  | { readonly status: 'none' }
  | {
      readonly status: 'connected';
      readonly organizationId: string;
      readonly name: string;
      readonly workspace: { readonly id: string; readonly slug: string };
      readonly credentials: readonly CredentialState[];
      /** Ids of additional credentials that are gone. */
      readonly removed: readonly string[];
    }
  /** Its backups remain, its credentials do not. */
  | { readonly status: 'disconnected'; readonly organizationId: string; readonly name: string; readonly removed: readonly string[] };

/** How an organization's state follows from its events. */
export const organizationReading = {
  initialState: { status: 'none' } satisfies OrganizationState as OrganizationState,
  evolve: evolveOrganization,
  events: organizationEvents,
};

function evolveOrganization(state: OrganizationState, event: OrganizationEvent): OrganizationState {
  if (event.type === 'OrganizationConnected') {
    const { organizationId, name, workspace, primary } = event.data;
    return { status: 'connected', organizationId, name, workspace, credentials: [credentialState(primary, 'primary')], removed: [] };
  }
  return state.status === 'connected' ? evolveConnected(state, event) : state;
}

type Connected = Extract<OrganizationState, { status: 'connected' }>;

function evolveConnected(state: Connected, event: Exclude<OrganizationEvent, { type: 'OrganizationConnected' }>): OrganizationState {
  switch (event.type) {
    case 'OrganizationRenamed':
      return { ...state, name: event.data.name };
    case 'OrganizationDisconnected':
      return disconnected(state);
    case 'AdditionalCredentialAdded':
      return { ...state, credentials: [...state.credentials, credentialState(event.data, 'additional')] };
    case 'AdditionalCredentialRemoved':
      return withoutCredential(state, event.data.credentialId);
    case 'CredentialRenamed':
      return withChange(state, event.data.credentialId, { label: event.data.label });
    case 'CredentialSecretRotated': {
      const { kind, account, expiresAt } = event.data;
      const sight = sightIn(event.data);
      return withChange(state, event.data.credentialId, { kind, account, expiresAt, announced: null, failure: null, sight });
    }
    case 'CredentialVerified':
      return withChange(state, event.data.credentialId, { failure: null, sight: sightIn(event.data) });
    case 'CredentialFailedVerification':
      return withChange(state, event.data.credentialId, { failure: event.data.refusal });
    case 'CredentialExpiryAnnounced':
      return withChange(state, event.data.credentialId, { announced: event.data.daysLeft });
    case 'OrganizationConnectionRefused':
    case 'AdditionalCredentialRejected':
    case 'CredentialRotationRefused':
      return state;
    default:
      return event satisfies never;
  }
}

function credentialState(facts: CredentialFacts, role: CredentialState['role']): CredentialState {
  const { credentialId, label, kind, account, expiresAt } = facts;
  return { credentialId, role, label, kind, account, expiresAt, announced: null, failure: null, sight: sightIn(facts) };
}

function sightIn({ scopes, repositoriesNotSeen, problems }: CredentialFindings): CredentialSight {
  return { scopes, repositoriesNotSeen, seesNoRepository: problems.some(({ code }) => code === 'SEES_NO_REPOSITORY') };
}

function disconnected({ organizationId, name, credentials, removed }: Connected): OrganizationState {
  const ids = credentials.map(({ credentialId }) => credentialId);
  return { status: 'disconnected', organizationId, name, removed: [...removed, ...ids] };
}

function withoutCredential(state: Connected, removedId: string): OrganizationState {
  const credentials = state.credentials.filter(({ credentialId }) => credentialId !== removedId);
  return { ...state, credentials, removed: [...state.removed, removedId] };
}

function withChange(state: Connected, credentialId: string, change: Partial<CredentialState>): OrganizationState {
  const credentials = state.credentials.map((one) => (one.credentialId === credentialId ? { ...one, ...change } : one));
  return { ...state, credentials };
}
