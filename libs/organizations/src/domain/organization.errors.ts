import { DomainError } from '@holdfast/event-sourcing';

export class OrganizationNotFoundError extends DomainError {
  constructor(organizationId: string) {
    super('not_found', 'ORGANIZATION_NOT_FOUND', `There is no organization ${organizationId}.`);
  }
}

export class OrganizationDisconnectedError extends DomainError {
  constructor(name: string) {
    super('conflict', 'ORGANIZATION_DISCONNECTED', `The organization "${name}" was disconnected. Connect its workspace again.`);
  }
}

export class OrganizationInUseError extends DomainError {
  constructor(plans: readonly { readonly id: string; readonly name: string }[]) {
    const names = plans.map(({ name }) => `"${name}"`).join(', ');
    super('conflict', 'ORGANIZATION_IN_USE', `Plans use the organization: ${names}. Delete them first.`, { plans });
  }
}

export class WorkspaceAlreadyConnectedError extends DomainError {
  constructor(workspace: string, organization: { readonly id: string; readonly name: string }) {
    const message = `The workspace ${workspace} is connected already, as "${organization.name}".`;
    super('conflict', 'WORKSPACE_ALREADY_CONNECTED', message, { organizationId: organization.id });
  }
}

export class CredentialNotFoundError extends DomainError {
  constructor(credentialId: string) {
    super('not_found', 'CREDENTIAL_NOT_FOUND', `The organization has no credential ${credentialId}.`);
  }
}

export class CredentialLabelTakenError extends DomainError {
  constructor(label: string) {
    super('conflict', 'CREDENTIAL_LABEL_TAKEN', `Another credential of the organization is called "${label}".`);
  }
}

export class CredentialIsPrimaryError extends DomainError {
  constructor() {
    super(
      'conflict',
      'CREDENTIAL_IS_PRIMARY',
      'The primary credential cannot be removed; replace its secret, or disconnect the organization.',
    );
  }
}

export class CredentialOfAnotherAccountError extends DomainError {
  constructor(account: string) {
    super(
      'refused_by_provider',
      'CREDENTIAL_OF_ANOTHER_ACCOUNT',
      `The new secret belongs to another account than ${account}. Add it as a credential of its own.`,
    );
  }
}
