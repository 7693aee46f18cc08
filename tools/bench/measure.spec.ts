import { describe, expect, it } from '@jest/globals';
import { inRounds, median, medianMilliseconds, medianOfRounds, perSecond } from './measure.ts';

describe('The median', () => {
  it('is the value in the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is half way between the two in the middle of an even number', () => {
    expect(median([1, 100, 3, 2])).toBe(2.5);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow('no median');
  });

  it('of ratios compares what was measured in the same round', () => {
    expect(medianOfRounds([10, 100, 1_000], [20, 200, 2_000], (ours, theirs) => ours / theirs)).toBe(0.5);
  });
});

describe('Rounds', () => {
  it('let the contestants take turns, in changing order', async () => {
    const turns: string[] = [];
    const contestant = (name: string) => () => turns.push(name);
    await inRounds({ warmUp: 0, counted: 3 }, { first: contestant('a'), second: contestant('b') });
    expect(turns.join('')).toBe('abbaab');
  });

  it('answer the values of the counted rounds alone, in the order of the rounds', async () => {
    let value = 0;
    expect(await inRounds({ warmUp: 2, counted: 3 }, { only: () => ++value })).toEqual({ only: [3, 4, 5] });
  });

  it('end with the first contestant that fails', async () => {
    const failing = () => Promise.reject(new Error('out of order'));
    await expect(inRounds({ warmUp: 0, counted: 1 }, { failing })).rejects.toThrow('out of order');
  });
});

describe('Time', () => {
  const untilLater = (): void => {
    const begin = performance.now();
    while (performance.now() < begin + 5);
  };
  const work = (): Promise<void> => Promise.resolve().then(untilLater);

  it('is taken until the work is done', async () => {
    expect(await perSecond(10, work)).toBeLessThanOrEqual(2_000);
    expect(await medianMilliseconds(3, work)).toBeGreaterThanOrEqual(5);
  });
});
