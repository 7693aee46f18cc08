import type { Position } from './position.ts';

/** A fact, as a decider returns it and a projection reads it. `type` is the stored name: a literal that never changes. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** What is stored beside every event. */
export interface EventMetadata {
  /** Who caused it: `token:<name>`, `saga:<name>`, `worker:<id>`. */
  readonly actor: string;
  /** The time it happened, RFC 3339 UTC. */
  readonly at: string;
  /** The command that decided it. A command whose id is already in the stream is not decided again. */
  readonly commandId: string;
  readonly $correlationId: string;
  readonly $causationId: string;
  /** From where the request came that led to it: a network address. Missing for what nobody asked for. */
  readonly from?: string;
}

/** An event as it was read back from the store. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly metadata: EventMetadata;
};

/** An event read from `$all`, which alone says where in the global order it stands. */
export type PositionedEvent<E extends DomainEvent = DomainEvent> = RecordedEvent<E> & { readonly position: Position };
