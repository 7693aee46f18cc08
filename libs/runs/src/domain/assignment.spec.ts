import { describe, expect, it } from '@jest/globals';
import { mayBeAssigned } from './assignment.ts';

const mine = { workerId: 'one', until: 1_000 };

describe('a piece of work', () => {
  it('may be taken on by anybody while nobody has it', () => {
    expect(mayBeAssigned(null, 'two', 0)).toBe(true);
  });

  it('is its holder’s alone until the time has passed', () => {
    expect(mayBeAssigned(mine, 'two', 999)).toBe(false);
    expect(mayBeAssigned(mine, 'two', 1_000)).toBe(true);
  });

  it('may be taken on again by its holder, who forgot it when it was restarted', () => {
    expect(mayBeAssigned(mine, 'one', 0)).toBe(true);
  });
});
