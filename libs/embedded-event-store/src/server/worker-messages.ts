import type { EmbeddedEventStoreErrorCode } from '../embedded-event-store.errors.ts';
import type { SecurityOptions } from '../security/security-options.ts';
import type { ScavengeResult } from '../storage/scavenge.ts';

/** What the worker thread is started with. */
export interface WorkerOptions {
  readonly directory: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly security: SecurityOptions | undefined;
  readonly secret: string | undefined;
}

/** What the worker thread is asked to do, each with a number that its answer carries. */
export type WorkerCommand =
  /** To answer what it accepted, to close the file and to end. Has no answer but the end of the thread. */
  | { readonly kind: 'close' }
  | { readonly kind: 'scavenge'; readonly number: number }
  | { readonly kind: 'back-up'; readonly number: number; readonly toFile: string };

/** What the worker thread tells. An error crosses threads as its fields, because its class would get lost. */
export type WorkerReport =
  | { readonly kind: 'listening'; readonly host: string; readonly port: number }
  | { readonly kind: 'failed'; readonly code: EmbeddedEventStoreErrorCode; readonly message: string }
  | { readonly kind: 'done'; readonly number: number; readonly result: ScavengeResult | undefined }
  | { readonly kind: 'not-done'; readonly number: number; readonly message: string };
