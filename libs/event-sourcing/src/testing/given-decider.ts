import { expect } from '@jest/globals';
import { fold, type Decider } from '../decider.ts';
import { DomainError } from '../errors.ts';
import type { DomainEvent } from '../event.ts';

/** `given(decider, ...events).when(command).then(...events)`: whole events are compared; `thenRefused` compares the code. */
export function given<State, Command, Event extends DomainEvent>(decider: Decider<State, Command, Event>, ...events: readonly Event[]) {
  const state = fold(decider, events);
  return {
    state,
    when(command: Command) {
      const decide = () => decider.decide(command, state);
      return {
        then: (...expected: readonly Event[]): void => {
          expect(decide()).toEqual(expected);
        },
        thenNothing: (): void => {
          expect(decide()).toEqual([]);
        },
        thenRefused: (code: string): void => {
          expect(refusalOf(decide)).toBe(code);
        },
      };
    },
  };
}

function refusalOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'not refused';
}
