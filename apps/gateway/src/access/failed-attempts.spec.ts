import { describe, expect, it } from '@jest/globals';
import { FailedAttempts } from './failed-attempts.ts';

function attempts() {
  let now = Date.parse('2026-11-22T08:00:00Z');
  const failed = new FailedAttempts(() => new Date(now));
  const times = (count: number, network = '192.0.2.17') => Array.from({ length: count }, () => failed.note(network));
  return { failed, times, pass: (seconds: number) => (now += seconds * 1_000) };
}

describe('wrong tokens from one network', () => {
  it('are answered ten times, and then asked to wait', () => {
    const { times } = attempts();
    expect(times(10)).toEqual(Array.from({ length: 10 }, () => null));
    expect(times(2)).toEqual([6, 6]);
  });

  it('are answered once more after a pause, which those in between do not make longer', () => {
    const { times, pass } = attempts();
    times(10);
    pass(3);
    expect(times(1)).toEqual([3]);
    pass(3);
    expect(times(2)).toEqual([null, 6]);
  });

  it('are forgotten after a minute', () => {
    const { times, pass } = attempts();
    times(50);
    pass(60);
    expect(times(11)).toEqual([...Array.from({ length: 10 }, () => null), 6]);
  });

  it('say nothing about another network', () => {
    const { times } = attempts();
    times(50);
    expect(times(1, '192.0.2.18')).toEqual([null]);
  });
});

describe('a token that can be guessed', () => {
  it('is not looked at while somebody guesses', () => {
    const { failed, times, pass } = attempts();
    expect(failed.mayGuess('192.0.2.17')).toBe(true);
    times(10);
    expect(failed.mayGuess('192.0.2.17')).toBe(false);
    expect(failed.mayGuess('192.0.2.18')).toBe(true);
    pass(6);
    expect(failed.mayGuess('192.0.2.17')).toBe(true);
  });

  it('is looked at in a network that has shown it before', () => {
    const { failed, times } = attempts();
    failed.trust('192.0.2.17');
    times(50);
    expect(failed.mayGuess('192.0.2.17')).toBe(true);
  });
});
