import { DomainError } from '@holdfast/event-sourcing';

export class OrganizationNotFoundError extends DomainError {
  constructor(organizationId: string) {
    super('not_found', 'ORGANIZATION_NOT_FOUND', `There is no organization ${organizationId}.`);
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
