import { deterministicId } from '../deterministic-id.ts';
import type { DomainEvent, PositionedEvent } from '../event.ts';

/** An event as if it had been stored as number `index` of the global order. */
export function recorded<E extends DomainEvent>(
  event: E,
  index: number,
  stream: string,
  at = '2026-11-22T08:00:00.000Z',
): PositionedEvent<E> {
  const id = deterministicId('recorded', stream, index);
  return {
    ...event,
    id,
    stream,
    revision: BigInt(index),
    position: { commit: BigInt(index + 1), prepare: BigInt(index + 1) },
    metadata: { actor: 'token:test', at, commandId: id, $correlationId: id, $causationId: id },
  };
}
