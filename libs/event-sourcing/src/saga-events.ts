import type { DomainEvent, RecordedEvent } from './event.ts';
import type { SagaCommand } from './saga.ts';

/** Where the event stands that a saga was given. */
export interface SagaEventReference {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
}

export function referenceTo({ type, stream, revision }: RecordedEvent): SagaEventReference {
  return { type, stream, revision: Number(revision) };
}

/** A saga took in one event: what it remembers now, and what it decided. Stored before the commands are given. */
export interface SagaAdvanced extends DomainEvent {
  readonly type: 'SagaAdvanced';
  readonly data: {
    readonly saga: string;
    readonly instance: string;
    /** The event that was taken in, and where it stands in the global order. */
    readonly eventId: string;
    readonly position: string;
    /** Missing in what was stored before 2026-11-23, here and in {@link SagaCommandParked}. */
    readonly event?: SagaEventReference;
    readonly correlationId: string;
    readonly state: object;
    readonly commands: readonly SagaCommand[];
  };
}

/** A command of a saga was refused by its decider, or an event could not be understood. Nobody tries it again by itself. */
export interface SagaCommandParked extends DomainEvent {
  readonly type: 'SagaCommandParked';
  readonly data: {
    readonly saga: string;
    readonly instance: string;
    readonly eventId: string;
    readonly event?: SagaEventReference & { readonly position: string };
    /** Null when the event was not understood. */
    readonly command: SagaCommand | null;
    readonly code: string;
    readonly message: string;
  };
}

/** Everything before this position was taken in. */
export interface SagaCheckpointReached extends DomainEvent {
  readonly type: 'SagaCheckpointReached';
  readonly data: { readonly saga: string; readonly position: string };
}
