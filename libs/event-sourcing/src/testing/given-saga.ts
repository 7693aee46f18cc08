import { expect } from '@jest/globals';
import type { PositionedEvent } from '../event.ts';
import type { Saga, SagaCommand } from '../saga.ts';

/** Feeds a saga events in order; `then` compares the commands that the last one led to. */
export function afterEvents<State extends object>(saga: Saga<State>, ...events: readonly PositionedEvent[]) {
  const states = new Map<string, State>();
  let commands: readonly SagaCommand[] = [];
  for (const event of events) {
    const instance = saga.instanceOf(event);
    commands = [];
    if (instance === null) continue;
    const step = saga.react(states.get(instance) ?? saga.initialState, event);
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
