export * from './plan.events.ts';
export * from './plan.state.ts';
export * from './plan.views.ts';
