import { DomainError } from '@holdfast/event-sourcing';

export class PlanNotFoundError extends DomainError {
  constructor(planId: string) {
    super('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
  }
}

export class CredentialNotInOrganizationError extends DomainError {
  constructor(credentialId: string) {
    super('not_found', 'CREDENTIAL_NOT_FOUND', `The plan's organization has no additional credential ${credentialId}.`);
  }
}

export class CredentialIsFailingError extends DomainError {
  constructor(label: string, reason: string) {
    super('conflict', 'CREDENTIAL_IS_FAILING', `"${label}" does not work at present: ${reason}`);
  }
}

export class CredentialIsPrimaryError extends DomainError {
  constructor() {
    super('conflict', 'CREDENTIAL_IS_PRIMARY', 'The primary credential is always used: only additional ones are enabled.');
  }
}
