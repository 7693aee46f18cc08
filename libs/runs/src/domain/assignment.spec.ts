import { describe, expect, it } from '@jest/globals';
import { mayBeAssigned } from './assignment.ts';

const mine = { workerId: 'one', until: 1_000 };
const claim = (workerId: string, now: number, from: { workerId: string; seenUntil: number } | null = null) => ({
  ...{ workerId, now, from, until: now + 1_000 },
});

describe('a piece of work', () => {
  it('may be taken on by anybody while nobody has it', () => {
    expect(mayBeAssigned(null, claim('two', 0))).toBe(true);
  });

  it('may be taken on again by its holder, who forgot it when it was restarted', () => {
    expect(mayBeAssigned(mine, claim('one', 0))).toBe(true);
  });

  it('is its holder’s alone until the time of the claim has passed', () => {
    const lost = { workerId: 'one', seenUntil: 0 };
    expect(mayBeAssigned(mine, claim('two', 999, lost))).toBe(false);
    expect(mayBeAssigned(mine, claim('two', 1_000, lost))).toBe(true);
  });

  it('is its holder’s for as long as that is seen to be there', () => {
    const seen = { workerId: 'one', seenUntil: 9_000 };
    expect(mayBeAssigned(mine, claim('two', 8_999, seen))).toBe(false);
    expect(mayBeAssigned(mine, claim('two', 9_000, seen))).toBe(true);
  });

  it('is not taken from somebody of whom nobody asked whether it is there', () => {
    expect(mayBeAssigned(mine, claim('two', 9_000))).toBe(false);
    expect(mayBeAssigned(mine, claim('two', 9_000, { workerId: 'three', seenUntil: 0 }))).toBe(false);
  });
});
