export * from './anchor.events.ts';
export * from './audit.views.ts';
export * from './refusal.events.ts';
export * from './secret-access.events.ts';
export * from './verification.views.ts';
