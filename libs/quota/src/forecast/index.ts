export * from './forecast.ts';
export * from './run-work.ts';
export * from './shares.ts';
export * from './simulate-run.ts';
export * from './supply.ts';
