import { DomainError } from '@holdfast/event-sourcing';

export class PlanNotFoundError extends DomainError {
  constructor(planId: string) {
    super('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
  }
}

export class PlanIsRunningError extends DomainError {
  constructor(runId: string) {
    super('conflict', 'PLAN_IS_RUNNING', 'A run of this plan is going on. Delete the plan when it is over.', { runId });
  }
}

export class CredentialNotFoundError extends DomainError {
  constructor(credentialId: string) {
    super('not_found', 'CREDENTIAL_NOT_FOUND', `There is no credential ${credentialId}.`);
  }
}

export class CredentialRemovedError extends DomainError {
  constructor() {
    super('conflict', 'CREDENTIAL_REMOVED', 'The credential was removed from the organization. Add it again to use it.');
  }
}

export class CredentialOfAnotherOrganizationError extends DomainError {
  constructor() {
    const message = "The credential belongs to another organization than the plan's.";
    super('conflict', 'CREDENTIAL_OF_ANOTHER_ORGANIZATION', message);
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
