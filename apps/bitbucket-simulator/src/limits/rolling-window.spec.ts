import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RollingWindow } from './rolling-window.ts';

describe('RollingWindow', () => {
  it('counts a request until exactly one window has passed', () => {
    const window = new RollingWindow(1000);
    window.spend(5000);
    expect([window.used(5999), window.used(6000)]).toEqual([1, 0]);
  });

  it('rolls: every request leaves by itself, not all of them at the full hour', () => {
    const window = new RollingWindow(1000);
    for (const at of [0, 300, 600]) window.spend(at);
    expect([999, 1000, 1299, 1300, 1600].map((now) => window.used(now))).toEqual([3, 2, 2, 1, 0]);
  });

  it('says when there is room again, also after far more than the limit was spent', () => {
    const window = new RollingWindow(1000);
    window.spend(0, 10);
    window.spend(400, 10);
    expect([window.untilBelow(11, 500), window.untilBelow(10, 500), window.untilBelow(100, 500)]).toEqual([500, 900, 500]);
  });

  it('says that nothing has to be waited for when nothing was spent', () => {
    expect(new RollingWindow(1000).untilBelow(1, 0)).toBe(0);
  });

  it('agrees with simply remembering every request', () => {
    const step = fc.record({ pause: fc.nat(400), count: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const window = new RollingWindow(1000);
        const all: number[] = [];
        let now = 0;
        for (const { pause, count } of steps) {
          now += pause;
          window.spend(now, count);
          for (let one = 0; one < count; one += 1) all.push(now);
          expect(window.used(now)).toBe(all.filter((at) => at + 1000 > now).length);
        }
      }),
    );
  });

  it('stays as fast as on the first day when it has forgotten much', () => {
    const window = new RollingWindow(10);
    const startedAt = performance.now();
    for (let now = 0; now < 300_000; now += 1) window.spend(now);
    expect(window.used(300_000)).toBe(9);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
