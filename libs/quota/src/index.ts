export * from './account.decider.ts';
export * from './account.events.ts';
export * from './bucket.ts';
export * from './choice.ts';
export * from './ledger.ts';
