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
  it('is a twentieth of a small limit, and at least two requests', () => {
    expect(leaseSize('api', { ...rules, limit: 200 })).toBe(10);
    expect(leaseSize('api', { ...rules, limit: 10 })).toBe(2);
  });

  it('is never large, so that many tasks share an account: thirty requests, eight of git', () => {
    expect(leaseSize('api', rules)).toBe(30);
    expect(leaseSize('git', { ...rules, limit: 60_000 })).toBe(8);
  });

  it('lasts a quarter of the window, between five seconds and five minutes', () => {
    expect(leaseSeconds(rules)).toBe(300);
    expect(leaseSeconds({ ...rules, windowSeconds: 60 })).toBe(15);
    expect(leaseSeconds({ ...rules, windowSeconds: 4 })).toBe(5);
  });
});
