export * from './invalid-request.error.ts';
export * from './is-time.ts';
export * from './may-be-omitted.ts';
export * from './origin.ts';
export * from './page.ts';
export * from './request-validation.ts';
