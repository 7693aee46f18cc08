import { describe, expect, it } from '@jest/globals';
import type { Saga } from '../saga.ts';
import { afterEvents } from './given-saga.ts';
import { numbered, type Numbered } from './numbered.ts';
import { recorded } from './recorded.ts';

/** Reports every second number of a stream; numbers below zero concern it not. */
const pairs: Saga<{ readonly first?: number }, Numbered> = {
  name: 'ReportPairs',
  streams: ['test-'],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: ({ stream, data }) => (data.number < 0 ? null : stream),
  react: ({ first }, { data }) =>
    first === undefined
      ? { state: { first: data.number }, commands: [] }
      : { state: {}, commands: [{ type: 'ReportPair', data: { first, second: data.number } }] },
};
const event = (number: number, stream = 'test-1') => recorded(numbered(number), 0, stream);

describe('after events', () => {
  it('compares the commands that the last event led to', () => {
    afterEvents(pairs, event(1), event(2)).then({ type: 'ReportPair', data: { first: 1, second: 2 } });
    afterEvents(pairs, event(1), event(2), event(3)).thenNothing();
    expect(() => {
      afterEvents(pairs, event(1), event(2)).thenNothing();
    }).toThrow();
  });

  it('keeps the instances apart, and passes what concerns none', () => {
    afterEvents(pairs, event(1), event(2, 'test-2')).thenNothing();
    afterEvents(pairs, event(1), event(2, 'test-2'), event(3)).then({ type: 'ReportPair', data: { first: 1, second: 3 } });
    afterEvents(pairs, event(1), event(2), event(-1)).thenNothing();
  });

  it('remembers what the runner would: JSON', () => {
    const forgetful: Saga<{ readonly seen: ReadonlySet<string> }, Numbered> = {
      ...pairs,
      initialState: { seen: new Set() },
      react: ({ seen }, { id }) => ({ state: { seen: new Set([...seen, id]) }, commands: [] }),
    };
    expect(() => afterEvents(forgetful, event(1), event(2))).toThrow(TypeError);
  });
});
