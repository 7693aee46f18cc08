import type { DomainEvent } from './event.ts';
import type { SagaCommand } from './saga.ts';

/** A saga took in one event: what it remembers now, and what it decided. Stored before the commands are given. */
export interface SagaAdvanced extends DomainEvent {
  readonly type: 'SagaAdvanced';
  readonly data: {
    readonly saga: string;
    readonly instance: string;
    /** The event that was taken in, and where it stands in the global order. */
    readonly eventId: string;
    readonly position: string;
    readonly correlationId: string;
    readonly state: object;
    readonly commands: readonly SagaCommand[];
  };
}

/** A command of a saga was refused by its decider, or an event could not be understood. It is not tried again by itself. */
export interface SagaCommandParked extends DomainEvent {
  readonly type: 'SagaCommandParked';
  readonly data: {
    readonly saga: string;
    readonly instance: string;
    readonly eventId: string;
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
