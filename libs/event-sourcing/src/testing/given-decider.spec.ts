import { describe, expect, it } from '@jest/globals';
import type { Decider } from '../decider.ts';
import { DomainError } from '../errors.ts';
import { given } from './given-decider.ts';
import { numbered, type Numbered } from './numbered.ts';

class TooLargeError extends DomainError {
  constructor() {
    super('invalid', 'TOO_LARGE', 'ten is enough');
  }
}

/** Adds up to ten. */
const sum: Decider<number, number, Numbered> = {
  initialState: 0,
  decide(command, state) {
    if (Number.isNaN(command)) throw new TypeError('a mistake of the decider');
    if (state + command > 10) throw new TooLargeError();
    return command === 0 ? [] : [numbered(command)];
  },
  evolve: (state, { data }) => state + data.number,
  events: { Numbered: 'as-stored' },
};

const failing = (check: () => void) => {
  expect(check).toThrow();
};

describe('given, when, then', () => {
  it('shows the state after the events', () => {
    expect(given(sum, numbered(1), numbered(2)).state).toBe(3);
  });

  it('compares whole events, all of them', () => {
    given(sum).when(1).then(numbered(1));
    failing(() => {
      given(sum).when(1).then(numbered(2));
    });
    failing(() => {
      given(sum).when(1).then(numbered(1), numbered(1));
    });
  });

  it('tells no news from news', () => {
    given(sum).when(0).thenNothing();
    failing(() => {
      given(sum).when(1).thenNothing();
    });
  });

  it('compares the code of a refusal, and does not take a mistake for one', () => {
    given(sum, numbered(9)).when(2).thenRefused('TOO_LARGE');
    failing(() => {
      given(sum, numbered(9)).when(2).thenRefused('TOO_SMALL');
    });
    failing(() => {
      given(sum).when(1).thenRefused('TOO_LARGE');
    });
    expect(() => {
      given(sum).when(NaN).thenRefused('TOO_LARGE');
    }).toThrow(TypeError);
  });

  it('names a refusal after its class', () => {
    expect(new TooLargeError()).toMatchObject({ name: 'TooLargeError', kind: 'invalid', code: 'TOO_LARGE', details: {} });
  });
});
