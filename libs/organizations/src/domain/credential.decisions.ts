import type { CredentialFacts, CredentialRefusal, OrganizationEvent } from '../contracts/organization.events.ts';
import type { CredentialState } from '../contracts/organization.state.ts';
import { credentialIn, type ConnectedOrganization } from './connected-organization.ts';
import type { CredentialCommand } from './organization.command.ts';
import { CredentialIsPrimaryError, CredentialLabelTakenError, CredentialOfAnotherAccountError } from './organization.errors.ts';

type Command<Type extends CredentialCommand['type']> = Extract<CredentialCommand, { type: Type }>;

/** What a command about a credential means for its organization. */
export function decideOnCredential(command: CredentialCommand, state: ConnectedOrganization): readonly OrganizationEvent[] {
  switch (command.type) {
    case 'AddAdditionalCredential':
      return add(command, state);
    case 'RecordRejectedCredential': {
      const { type: _, ...data } = command;
      return [{ type: 'AdditionalCredentialRejected', data }];
    }
    case 'RenameCredential':
      return rename(command, state);
    case 'RotateSecret':
      return rotate(command, state);
    case 'RecordRefusedRotation': {
      const { type: _, ...data } = command;
      const { label } = credentialIn(state, data.credentialId);
      return [{ type: 'CredentialRotationRefused', data: { ...data, label } }];
    }
    case 'RemoveAdditionalCredential':
      return remove(command, state);
    case 'RecordTrial':
      return recordTrial(command, state);
    case 'AnnounceExpiry':
      return announceExpiry(command, state);
  }
}

function add({ organizationId, credential }: Command<'AddAdditionalCredential'>, state: ConnectedOrganization): OrganizationEvent[] {
  const { credentials } = state;
  if (credentials.some(({ credentialId }) => credentialId === credential.credentialId)) return [];
  refuseTakenLabel(credentials, credential.label);
  return [{ type: 'AdditionalCredentialAdded', data: { organizationId, ...credential } }];
}

function rename(command: Command<'RenameCredential'>, state: ConnectedOrganization): OrganizationEvent[] {
  const { organizationId, credentialId, label } = command;
  const { label: formerLabel } = credentialIn(state, credentialId);
  if (label === formerLabel) return [];
  refuseTakenLabel(
    state.credentials.filter((other) => other.credentialId !== credentialId),
    label,
  );
  return [{ type: 'CredentialRenamed', data: { organizationId, credentialId, label, formerLabel } }];
}

function refuseTakenLabel(credentials: readonly CredentialState[], label: string): void {
  if (credentials.some((credential) => credential.label.toLowerCase() === label.toLowerCase())) throw new CredentialLabelTakenError(label);
}

function rotate({ organizationId, credentialId, credential }: Command<'RotateSecret'>, state: ConnectedOrganization): OrganizationEvent[] {
  const present = credentialIn(state, credentialId);
  if (!isOfSameAccount(present, credential)) throw new CredentialOfAnotherAccountError(present.account.name);
  return [{ type: 'CredentialSecretRotated', data: { organizationId, credentialId, label: present.label, ...credential } }];
}

/** Each access token is an account of its own: there the next one must be of the same sort (its name: repository, project, workspace). */
function isOfSameAccount(present: CredentialState, { kind, account }: Pick<CredentialFacts, 'kind' | 'account'>): boolean {
  if (present.account.id === account.id) return true;
  return present.kind === 'access_token' && kind === 'access_token' && present.account.name === account.name;
}

function remove(
  { organizationId, credentialId }: Command<'RemoveAdditionalCredential'>,
  state: ConnectedOrganization,
): OrganizationEvent[] {
  if (state.removed.includes(credentialId)) return [];
  const { role, label } = credentialIn(state, credentialId);
  if (role === 'primary') throw new CredentialIsPrimaryError();
  return [{ type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId, label } }];
}

function recordTrial(command: Command<'RecordTrial'>, state: ConnectedOrganization): OrganizationEvent[] {
  const { organizationId, credentialId, outcome, scheduled } = command;
  const { failure } = credentialIn(state, credentialId);
  if (outcome.ok) return [{ type: 'CredentialVerified', data: { organizationId, credentialId, ...outcome.findings } }];
  if (!scheduled && failure && isSame(failure, outcome.refusal)) return [];
  const { ok: _, ...trial } = outcome;
  return [{ type: 'CredentialFailedVerification', data: { organizationId, credentialId, ...trial } }];
}

function isSame(one: CredentialRefusal, other: CredentialRefusal): boolean {
  return one.code === other.code && one.message === other.message;
}

/** Each notice once, and none that is longer than one that was given. */
function announceExpiry(command: Command<'AnnounceExpiry'>, state: ConnectedOrganization): OrganizationEvent[] {
  const { organizationId, credentialId, daysLeft } = command;
  const { label, expiresAt, announced } = credentialIn(state, credentialId);
  if (expiresAt === null || (announced !== null && announced <= daysLeft)) return [];
  return [{ type: 'CredentialExpiryAnnounced', data: { organizationId, credentialId, label, expiresAt, daysLeft } }];
}
