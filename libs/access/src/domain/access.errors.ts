import { DomainError } from '@holdfast/event-sourcing';

export class AccessTokenNotFoundError extends DomainError {
  constructor(tokenId: string) {
    super('not_found', 'ACCESS_TOKEN_NOT_FOUND', `There is no token ${tokenId}.`);
  }
}

export class AccessTokenNameTakenError extends DomainError {
  constructor(name: string) {
    super('conflict', 'ACCESS_TOKEN_NAME_TAKEN', `There is a token "${name}" already: the audit trail tells tokens apart by their names.`);
  }
}

export class AccessTokenExpiryPassedError extends DomainError {
  constructor() {
    const errors = [{ field: 'expiresAt', message: 'expiresAt must be in the future' }];
    super('invalid', 'INVALID_REQUEST', 'The request is not valid.', { errors });
  }
}

export class LastAdministratorError extends DomainError {
  constructor() {
    const message = 'No other token of an administrator without an expiry would be left: nobody could create tokens any more.';
    super('conflict', 'LAST_ADMINISTRATOR', message);
  }
}

export class TokenOfSettingsError extends DomainError {
  constructor() {
    super('conflict', 'TOKEN_OF_SETTINGS', 'This token is in the settings of the gateway (HOLDFAST_ADMIN_TOKEN): it is changed there.');
  }
}
