import type { Decider } from '@holdfast/event-sourcing';
import type {
  CredentialFacts,
  CredentialKind,
  CredentialProblem,
  CredentialRefusal,
  OrganizationEvent,
} from '../contracts/organization.events.ts';
import { organizationReading, type CredentialState, type OrganizationState } from '../contracts/organization.state.ts';
import {
  CredentialIsPrimaryError,
  CredentialLabelTakenError,
  CredentialNotFoundError,
  OrganizationNotFoundError,
} from './organization.errors.ts';

/** What the trial of a credential found; it took place before the command. */
export type TrialOutcome =
  | { readonly ok: true; readonly scopes: readonly string[] | null; readonly problems: readonly CredentialProblem[] }
  | { readonly ok: false; readonly refusal: CredentialRefusal };

export type OrganizationCommand =
  | {
      readonly type: 'ConnectOrganization';
      readonly organizationId: string;
      readonly name: string;
      readonly workspace: { readonly id: string; readonly slug: string };
      readonly primary: CredentialFacts;
    }
  | {
      readonly type: 'RecordRefusedConnection';
      readonly organizationId: string;
      readonly name: string;
      readonly workspace: string;
      readonly kind: CredentialKind;
      readonly identity: string;
      readonly refusal: CredentialRefusal;
    }
  | { readonly type: 'AddAdditionalCredential'; readonly organizationId: string; readonly credential: CredentialFacts }
  | {
      readonly type: 'RecordRejectedCredential';
      readonly organizationId: string;
      readonly label: string;
      readonly kind: CredentialKind;
      readonly identity: string;
      readonly refusal: CredentialRefusal;
    }
  | { readonly type: 'RemoveAdditionalCredential'; readonly organizationId: string; readonly credentialId: string }
  | { readonly type: 'RecordTrial'; readonly organizationId: string; readonly credentialId: string; readonly outcome: TrialOutcome };

type Connected = Extract<OrganizationState, { status: 'connected' }>;

/** An organization and its credentials. */
export const organization: Decider<OrganizationState, OrganizationCommand, OrganizationEvent> = {
  ...organizationReading,

  decide(command, state) {
    switch (command.type) {
      case 'ConnectOrganization': {
        if (state.status !== 'none') return [];
        const { organizationId, name, workspace, primary } = command;
        return [{ type: 'OrganizationConnected', data: { organizationId, name, workspace, primary } }];
      }
      case 'RecordRefusedConnection': {
        const { type: _, ...data } = command;
        return [{ type: 'OrganizationConnectionRefused', data }];
      }
      case 'AddAdditionalCredential': {
        const { organizationId, credential } = command;
        const { credentials } = connected(state, organizationId);
        if (credentials.some(({ credentialId }) => credentialId === credential.credentialId)) return [];
        refuseTakenLabel(credentials, credential.label);
        return [{ type: 'AdditionalCredentialAdded', data: { organizationId, ...credential } }];
      }
      case 'RecordRejectedCredential': {
        connected(state, command.organizationId);
        const { type: _, ...data } = command;
        return [{ type: 'AdditionalCredentialRejected', data }];
      }
      case 'RemoveAdditionalCredential': {
        const { organizationId, credentialId } = command;
        const organization = connected(state, organizationId);
        if (organization.removed.includes(credentialId)) return [];
        const { role, label } = credentialIn(organization, credentialId);
        if (role === 'primary') throw new CredentialIsPrimaryError();
        return [{ type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId, label } }];
      }
      case 'RecordTrial':
        return recordTrial(command, connected(state, command.organizationId));
    }
  },
};

function connected(state: OrganizationState, organizationId: string): Connected {
  if (state.status === 'none') throw new OrganizationNotFoundError(organizationId);
  return state;
}

/** The credential of an organization; throws CredentialNotFoundError. */
export function credentialIn(state: Connected, credentialId: string): CredentialState {
  const found = state.credentials.find((credential) => credential.credentialId === credentialId);
  if (!found) throw new CredentialNotFoundError(credentialId);
  return found;
}

function refuseTakenLabel(credentials: readonly CredentialState[], label: string): void {
  if (credentials.some((credential) => credential.label.toLowerCase() === label.toLowerCase())) throw new CredentialLabelTakenError(label);
}

function recordTrial(command: OrganizationCommand & { readonly type: 'RecordTrial' }, state: Connected): readonly OrganizationEvent[] {
  const { organizationId, credentialId, outcome } = command;
  const { failure } = credentialIn(state, credentialId);
  if (!outcome.ok) {
    if (failure && isSame(failure, outcome.refusal)) return [];
    return [{ type: 'CredentialFailedVerification', data: { organizationId, credentialId, refusal: outcome.refusal } }];
  }
  const { scopes, problems } = outcome;
  return [{ type: 'CredentialVerified', data: { organizationId, credentialId, scopes, problems } }];
}

function isSame(one: CredentialRefusal, other: CredentialRefusal): boolean {
  return one.code === other.code && one.message === other.message;
}
