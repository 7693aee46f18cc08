import { expect } from '@jest/globals';
import type { DomainEvent, PositionedEvent } from '../event.ts';
import type { Saga, SagaCommand, SagaStep } from '../saga.ts';

/** Feeds a saga events in order; `then` compares the commands that the last one led to. Each step goes through JSON, as in the runner. */
export function afterEvents<State extends object, Event extends DomainEvent>(
  saga: Saga<State, Event>,
  ...events: readonly PositionedEvent<Event>[]
) {
  const states = new Map<string, State>();
  let commands: readonly SagaCommand[] = [];
  for (const event of events) {
    const instance = saga.instanceOf(event);
    commands = [];
    if (instance === null) continue;
    const step = asStored(saga.react(states.get(instance) ?? saga.initialState, event));
    states.set(instance, step.state);
    commands = step.commands;
  }
  return {
    then: (...expected: readonly SagaCommand[]): void => {
      expect(commands).toEqual(expected);
    },
    thenNothing: (): void => {
      expect(commands).toEqual([]);
    },
  };
}

function asStored<State>(step: SagaStep<State>): SagaStep<State> {
  return JSON.parse(JSON.stringify(step)) as SagaStep<State>;
}
