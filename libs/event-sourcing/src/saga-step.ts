import type { PositionedEvent } from './event.ts';
import type { Saga, SagaStep } from './saga.ts';

/** A saga failed on an event: it belongs to a version that does not understand it. */
export class NotUnderstood {
  readonly code = 'EVENT_NOT_UNDERSTOOD';
  constructor(readonly message: string) {}
}

export function instanceOf(saga: Saga, event: PositionedEvent): string | null | NotUnderstood {
  return understand(() => saga.instanceOf(event));
}

/** What a saga makes of an event; null when nothing changes. */
export function stepOf(saga: Saga, state: object, event: PositionedEvent): SagaStep<object> | null | NotUnderstood {
  const step = understand(() => asStored(saga.react(state, event)));
  if (step instanceof NotUnderstood) return step;
  return step.commands.length === 0 && isSame(step.state, state) ? null : step;
}

function understand<T>(read: () => T): T | NotUnderstood {
  try {
    return read();
  } catch (error) {
    return new NotUnderstood(error instanceof Error ? error.message : String(error));
  }
}

/** The step as it will be read back: what is given now and what is given after a crash are the same. Throws for what is not JSON. */
function asStored(step: SagaStep<object>): SagaStep<object> {
  return JSON.parse(JSON.stringify(step)) as SagaStep<object>;
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
