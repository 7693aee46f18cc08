export { EmbeddedEventStoreError } from './embedded-event-store.errors.ts';
export type { EmbeddedEventStoreErrorCode } from './embedded-event-store.errors.ts';
export type { RecordedEvent } from './recorded-event.ts';
export type { SecurityOptions } from './security/security-options.ts';
export type { EventStoreUser } from './security/user.ts';
export { startEmbeddedEventStore } from './start-embedded-event-store.ts';
export type { EmbeddedEventStore, EmbeddedEventStoreOptions } from './start-embedded-event-store.ts';
export type { ScavengeResult } from './storage/scavenge.ts';
export { readStoppedStore } from './storage/read-stopped-store.ts';
