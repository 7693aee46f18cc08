import type { CredentialState, OrganizationState } from '../contracts/organization.state.ts';
import { CredentialNotFoundError, OrganizationDisconnectedError, OrganizationNotFoundError } from './organization.errors.ts';

export type ConnectedOrganization = Extract<OrganizationState, { status: 'connected' }>;

/** Throws OrganizationNotFoundError, OrganizationDisconnectedError. */
export function connectedOrganization(state: OrganizationState, organizationId: string): ConnectedOrganization {
  if (state.status === 'none') throw new OrganizationNotFoundError(organizationId);
  if (state.status === 'disconnected') throw new OrganizationDisconnectedError(state.name);
  return state;
}

/** The credential of an organization; throws CredentialNotFoundError. */
export function credentialIn(state: ConnectedOrganization, credentialId: string): CredentialState {
  const found = state.credentials.find((credential) => credential.credentialId === credentialId);
  if (!found) throw new CredentialNotFoundError(credentialId);
  return found;
}

/** The one that every plan uses. */
export function primaryOf({ credentials }: ConnectedOrganization): CredentialState {
  const primary = credentials.find(({ role }) => role === 'primary');
  if (!primary) throw new Error('an organization without a primary credential');
  return primary;
}
