export * from './account.stream.ts';
export * from './plan-runs.state.ts';
export * from './repository.events.ts';
export * from './restore.events.ts';
export * from './run.events.ts';
export * from './run.views.ts';
export * from './task.events.ts';
export * from './worker.events.ts';
