export * from './given-decider.ts';
export * from './given-saga.ts';
export * from './recorded.ts';
