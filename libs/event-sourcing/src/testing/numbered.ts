import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent } from '../event-store.ts';
import { NO_EVENTS } from '../event-store.ts';
import type { DomainEvent } from '../event.ts';
import type { Position } from '../position.ts';

/** The simplest event there is: what it says is its number. */
export interface Numbered extends DomainEvent {
  readonly type: 'Numbered';
  readonly data: { readonly number: number };
}

export function numbered(number: number): Numbered {
  return { type: 'Numbered', data: { number } };
}

/** A category that no other test uses: the streams of a test begin with it and a dash. */
export function newCategory(): string {
  return `test${randomUUID().replaceAll('-', '')}`;
}

export function newEvent(event: DomainEvent): NewEvent {
  const id = randomUUID();
  const metadata = { actor: 'token:test', at: '2026-11-22T08:00:00.000Z', commandId: id, $correlationId: id, $causationId: id };
  return { id, event, metadata };
}

/** Appends events with these numbers to a stream that stands after `revision`. */
export async function appendNumbers(
  eventStore: EventStore,
  stream: string,
  numbers: readonly number[],
  revision = NO_EVENTS,
): Promise<Position> {
  return eventStore.append(
    stream,
    revision,
    numbers.map((number) => newEvent(numbered(number))),
  );
}

/** `from`, …, `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
