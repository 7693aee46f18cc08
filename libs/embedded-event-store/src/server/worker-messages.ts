import type { EmbeddedEventStoreErrorCode } from '../embedded-event-store.errors.ts';

/** What the worker thread is started with. */
export interface WorkerOptions {
  readonly directory: string;
  /** 0 for any free port. */
  readonly port: number;
}

/** What the worker thread is told: to close. It then answers what it accepted, closes the file and ends. */
export type WorkerCommand = 'close';

/** What the worker thread tells. An error crosses threads as its fields, because its class would get lost. */
export type WorkerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'failed'; readonly code: EmbeddedEventStoreErrorCode; readonly message: string };
