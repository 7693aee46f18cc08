import { DomainError } from '@holdfast/event-sourcing';

export class AccountNotFoundError extends DomainError {
  constructor(accountId: string) {
    super('not_found', 'ACCOUNT_NOT_FOUND', `No credential belongs to an account ${accountId}.`);
  }
}
