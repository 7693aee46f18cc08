export * from './bench.ts';
export * from './read-models-showing.ts';
export * from './request-contract.ts';
export * from './requested.ts';
