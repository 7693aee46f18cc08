import type { EventNames } from './event-names.ts';
import type { DomainEvent } from './event.ts';
import type { SagaCommandParked } from './saga-events.ts';
import { streamName } from './stream-name.ts';

/** Each parked command or event has a stream of its own, which also tells what became of it. */
export const sagaParkedStreams = streamName('sagaParked', '');

interface Parked {
  readonly saga: string;
  readonly instance: string;
}

/** Somebody wants it tried again; the first time is number 1. */
export interface SagaReplayRequested extends DomainEvent {
  readonly type: 'SagaReplayRequested';
  readonly data: Parked & { readonly replay: number };
}

/** The command was carried out, or the event was taken in. */
export interface SagaReplayed extends DomainEvent {
  readonly type: 'SagaReplayed';
  readonly data: Parked & { readonly replay: number };
}

/** It was refused again, and why this time. It stays parked. */
export interface SagaReplayRefused extends DomainEvent {
  readonly type: 'SagaReplayRefused';
  readonly data: Parked & { readonly replay: number; readonly code: string; readonly message: string };
}

/** Somebody decided that it is not to be done any more. */
export interface SagaParkedDiscarded extends DomainEvent {
  readonly type: 'SagaParkedDiscarded';
  readonly data: Parked & { readonly reason: string };
}

/** Everything in a stream `sagaParked-<saga>-<id>`. */
export type SagaParkedEvent = SagaCommandParked | SagaReplayRequested | SagaReplayed | SagaReplayRefused | SagaParkedDiscarded;

/** How each is read by its stored name, which never changes. */
export const sagaParkedEvents = {
  SagaReplayRequested: 'as-stored',
  SagaReplayed: 'as-stored',
  SagaReplayRefused: 'as-stored',
  SagaParkedDiscarded: 'as-stored',
} as const satisfies EventNames<Exclude<SagaParkedEvent, SagaCommandParked>>;
