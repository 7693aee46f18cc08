import { describe, expect, it } from '@jest/globals';
import { leaseSeconds, leaseSize, usableRequests } from './bucket.ts';

const rules = { limit: 1_000, windowSeconds: 3_600, reserve: 0.1 };

describe('what Holdfast uses of an account', () => {
  it('is the limit without the share left to its owner', () => {
    expect(usableRequests(rules)).toBe(900);
    expect(usableRequests({ ...rules, reserve: 0 })).toBe(1_000);
  });

  it('is whole requests, and one at the least', () => {
    expect(usableRequests({ ...rules, limit: 15 })).toBe(13);
    expect(usableRequests({ ...rules, limit: 3, reserve: 0.95 })).toBe(1);
  });
});

describe('a lease', () => {
  it('is an eighth of what is left, so that several workers share it to the end', () => {
    expect([1_000, 400, 280, 265].map((available) => leaseSize(available, rules))).toEqual([125, 50, 35, 34]);
    expect(leaseSize(5, { ...rules, limit: 30 })).toBe(1);
  });

  it('is a thirtieth of the limit at the least, while there is so much', () => {
    expect([200, 50, 33, 24, 1].map((available) => leaseSize(available, rules))).toEqual([33, 33, 33, 24, 1]);
  });

  it('is never large: two hundred requests', () => {
    expect(leaseSize(60_000, { ...rules, limit: 60_000 })).toBe(200);
  });

  it('lasts a quarter of the window, between two seconds and five minutes', () => {
    expect(leaseSeconds(rules)).toBe(300);
    expect(leaseSeconds({ ...rules, windowSeconds: 60 })).toBe(15);
    expect(leaseSeconds({ ...rules, windowSeconds: 4 })).toBe(2);
  });
});
