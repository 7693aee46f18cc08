import { describe, expect, it } from '@jest/globals';
import { HandlingTimes } from './handling-times.ts';

const handlingTimes = (...milliseconds: readonly number[]): HandlingTimes => {
  const times = new HandlingTimes();
  for (const time of milliseconds) times.add(time);
  return times;
};

describe('handling times', () => {
  it('tell nothing before the first message', () => {
    expect(handlingTimes().summary().size).toBe(0);
  });

  it('are told as mean, median, extremes and shares', () => {
    const summary = handlingTimes(...Array.from({ length: 100 }, (_, index) => 100 - index)).summary();
    expect(Object.fromEntries(summary)).toEqual({
      Mean: 51,
      Median: 51,
      Fastest: 1,
      'Quintile 1': 21,
      'Quintile 2': 41,
      'Quintile 3': 61,
      'Quintile 4': 81,
      'Quintile 5': 100,
      '90%': 91,
      '95%': 96,
      '99%': 100,
      '99.5%': 100,
      '99.9%': 100,
      Highest: 100,
    });
  });

  it('are whole milliseconds', () => {
    expect([...handlingTimes(0.4, 1.4).summary().values()]).toEqual(expect.arrayContaining([0, 1]));
    expect([...handlingTimes(0.4, 1.4).summary().values()].every(Number.isInteger)).toBe(true);
  });

  it('forget all but the last thousand', () => {
    const summary = handlingTimes(...Array.from({ length: 1000 }, () => 900), ...Array.from({ length: 1000 }, () => 1)).summary();
    expect(summary.get('Highest')).toBe(1);
  });
});
