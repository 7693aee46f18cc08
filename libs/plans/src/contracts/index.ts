export * from './plan-window.ts';
export * from './plan.events.ts';
export * from './plan.state.ts';
export * from './plan.views.ts';
export * from './repository-pattern.ts';
export * from './repository-selection.ts';
export * from './retention-reasons.ts';
