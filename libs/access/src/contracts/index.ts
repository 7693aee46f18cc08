export * from './access-roles.ts';
export * from './access.events.ts';
export * from './access.views.ts';
