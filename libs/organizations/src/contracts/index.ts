export * from './organization.events.ts';
export * from './organization.state.ts';
export * from './organization.views.ts';
