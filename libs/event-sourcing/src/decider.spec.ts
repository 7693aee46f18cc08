import { describe, expect, it } from '@jest/globals';
import { fold } from './decider.ts';
import { numbered, type Numbered } from './testing/numbered.ts';

const list = { initialState: [] as readonly number[], evolve: (state: readonly number[], { data }: Numbered) => [...state, data.number] };

describe('folding events', () => {
  it('begins with the initial state', () => {
    expect(fold(list, [])).toBe(list.initialState);
  });

  it('takes the events one after the other', () => {
    expect(fold(list, [numbered(1), numbered(2), numbered(3)])).toEqual([1, 2, 3]);
  });
});
