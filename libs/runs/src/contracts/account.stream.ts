/** The stream of an account of the provider; its events are those of the quota ledger. */
export const accountStream = (accountId: string): string => `account-${accountId}`;
export const accountStreams = 'account-';
