export * from './origin.ts';
export * from './page.ts';
