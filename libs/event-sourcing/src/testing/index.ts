export type { EventExamples } from './event-examples.ts';
export * from './given-decider.ts';
export * from './given-projection.ts';
export * from './given-saga.ts';
export * from './recorded.ts';
