import { describe, expect, it } from '@jest/globals';
import { alone, nextTo, notFarAbove } from './measurement.ts';
import { table } from './table.ts';

const reading = { measure: 'reading', unit: 'events/s', ours: [900, 400, 80] } as const;
const compared = { ...reading, beside: { what: 'gRPC alone', values: [1_000, 500, 100] } };
const latency = { measure: 'appending', unit: 'ms', ours: [2, 3, 9], beside: { what: 'one fsync', values: [1.5, 2.5, 1] } } as const;

describe('A measurement', () => {
  it('carries medians, and the median of the ratios of each round', () => {
    expect(nextTo(compared)).toEqual({
      measure: 'reading',
      unit: 'events/s',
      ours: 400,
      beside: { what: 'gRPC alone', value: 500 },
      ratio: 0.8,
    });
  });

  it('meets a target that is a ratio, or misses it', () => {
    expect(nextTo(compared, { ratioAtLeast: 0.8 }).target).toEqual({ text: '≥ 80 %', met: true });
    expect(nextTo(compared, { ratioAtLeast: 0.81 }).target).toEqual({ text: '≥ 81 %', met: false });
  });

  it('meets a target that is a value, or misses it', () => {
    expect(alone(reading, { atLeast: 400 }).target).toEqual({ text: '≥ 400', met: true });
    expect(alone(reading, { atLeast: 1_000 }).target).toEqual({ text: '≥ 1,000', met: false });
    expect(nextTo(latency, { atMost: 3 }).target).toEqual({ text: '≤ 3', met: true });
    expect(nextTo(latency, { atMost: 2.5 }).target).toEqual({ text: '≤ 2.5', met: false });
  });

  it('meets a target that is a distance, or misses it, and says how far it was', () => {
    expect(notFarAbove(latency, { atMostMore: 0.5 }).target).toEqual({ text: '≤ +0.5 ms (here +0.50)', met: true });
    expect(notFarAbove(latency, { atMostMore: 0.4 }).target).toEqual({ text: '≤ +0.4 ms (here +0.50)', met: false });
  });
});

describe('The table', () => {
  it('has a line for each measurement, and shows a missed target', () => {
    const lines = table([nextTo(compared, { ratioAtLeast: 0.9 }), alone({ ...reading, limitedBy: 'the disk' })]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^reading +400 events\/s +gRPC alone +500 events\/s +0\.80 +≥ 90 % +NO$/);
    expect(lines[3]).toMatch(/^reading +400 events\/s +the disk$/);
  });

  it('shows small values with three digits and large ones with separators', () => {
    expect(table([nextTo({ ...latency, ours: [0.12345], beside: { what: 'x', values: [12_345.6] } })])).toMatch(/0\.123 ms .* 12,346 ms/);
  });
});
