import { describe, expect, it } from '@jest/globals';
import type { AccountEvent } from './account.events.ts';
import { ledgerOf } from './account.state.ts';
import { at, given, grant, granted, limited, minute, refuse, settled, spender, stateAfter, t0 } from './testing/ann.ts';

describe('a refusal for the limit', () => {
  it('lasts as long as the provider said', () => {
    expect(given(granted()).when(refuse(90))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(1.5), waitFrom: 'provider' } },
    ]);
  });

  const limitedUntil = (events: readonly AccountEvent[]) =>
    events.map((event) => (event.type === 'AccountRateLimited' ? event.data.limitedUntil : null));

  it('lasts for a guess when the provider said nothing, and shows what others have spent', () => {
    expect(given(granted(), settled(4, 1)).when(refuse(null, 2))).toEqual([
      {
        type: 'AccountRateLimited',
        data: {
          ...{ ...spender, at: at(2), limitedUntil: at(3), waitFrom: 'guess' },
          foreign: { at: at(2.4), requests: 96, staysUntil: at(3), goneBy: at(10.5) },
        },
      },
    ]);
  });

  it('lasts no longer because of another request that was under way', () => {
    const twice = given(limited(at(1))).when(refuse(null, 0.5));
    expect(limitedUntil(given(limited(at(1)), ...twice).when(refuse(null, 0.6)))).toEqual(limitedUntil(twice));
  });

  it.each([0, -30, Number.NaN])('is guessed when the provider says to come back at once: %d', (seconds) => {
    expect(limitedUntil(given().when(refuse(seconds)))).toEqual([at(1)]);
  });

  it('never lasts longer than a day, whatever the provider said', () => {
    expect(given().when(refuse(999_999_999))).toEqual([
      { type: 'AccountRateLimited', data: { ...spender, at: at(0), limitedUntil: at(24 * 60), waitFrom: 'provider' } },
    ]);
  });

  it('is not shortened by a later one that is shorter', () => {
    expect(ledgerOf(stateAfter(limited(at(10)), limited(at(2), 1)), 'api').limitedUntil).toBe(t0 + 10 * minute);
  });

  it('is followed by a lease of a single request, until one was served', () => {
    const tried = given(limited(at(1))).when({ ...grant, now: t0 + minute });
    expect(tried).toMatchObject([{ type: 'QuotaLeaseGranted', data: { requests: 1 } }]);
    expect(given(limited(at(1)), granted('l2', 1)).when({ ...grant, now: t0 + minute })).toMatchObject([{ data: { requests: 1 } }]);
    expect(given(limited(at(1)), granted(), settled(1, 2)).when({ ...grant, now: t0 + 2 * minute })).toMatchObject([
      { data: { requests: 12 } },
    ]);
  });
});

describe('what others spend', () => {
  const refusedAfter = (...events: readonly AccountEvent[]) => [...events, ...given(...events).when(refuse(null, 2))];
  const foreignAfter = (...events: readonly AccountEvent[]) => ledgerOf(stateAfter(...events), 'api').foreign?.requests;

  it('is what the provider has counted beyond our own, and no longer ours to spend', () => {
    const events = refusedAfter(granted(), settled(12, 1));
    expect(foreignAfter(...events)).toBe(88);
    expect(given(...events).when({ ...grant, now: t0 + 3 * minute })).toEqual([]);
  });

  it('is less when a lease is settled later whose requests the provider has counted too', () => {
    const events = refusedAfter(granted(), settled(12, 1), granted('l2'));
    const late: AccountEvent = { type: 'QuotaLeaseSettled', data: { ...spender, leaseId: 'l2', spent: 7, settledAt: at(2.2) } };
    expect(foreignAfter(...events, late)).toBe(81);
    const afterwards: AccountEvent = { ...late, data: { ...late.data, settledAt: at(5) } };
    expect(foreignAfter(...events, afterwards)).toBe(88);
  });

  it('is not concluded when the provider says how long to wait: it may have other reasons', () => {
    expect(foreignAfter(...given(granted()).when(refuse(30)))).toBeUndefined();
  });

  const refused = (minutes: number, events: readonly AccountEvent[]) => [...events, ...given(...events).when(refuse(null, minutes))];
  const expectedUntil = (events: readonly AccountEvent[]) => {
    const { staysUntil, goneBy } = ledgerOf(stateAfter(...events), 'api').foreign!;
    return [staysUntil, goneBy].map((time) => (time - t0) / minute);
  };

  it('is expected to stay twice as long with each refusal in a row, and to be gone twice as late', () => {
    const first = refused(0, []);
    expect(expectedUntil(first)).toEqual([1, 8.5]);
    const second = refused(1, first);
    expect(expectedUntil(second)).toEqual([3, 18]);
    expect(expectedUntil(refused(3, second))).toEqual([7, 37]);
  });

  it('is expected no longer because of another request that was under way', () => {
    expect(expectedUntil(refused(0.5, refused(0, [])))).toEqual([1, 8.5]);
  });

  it('is expected to stay no longer than a window, however often it was refused', () => {
    const often = Array.from({ length: 9 }).reduce<readonly AccountEvent[]>((events, _, index) => refused(index, events), []);
    expect(expectedUntil(often)).toEqual([68, 128]);
  });

  it('is expected to stay shortly again once a request was served', () => {
    const served = [...refused(0, []), granted(), settled(1, 2)];
    expect(expectedUntil(refused(2, served))).toEqual([3, 18]);
  });

  it('is expected to stay longer when what was served was sent before the refusal', () => {
    const sentBefore = [granted(), granted('l2'), ...refused(1, [granted(), granted('l2')]).slice(-1), settled(4, 0.5)];
    expect(expectedUntil(refused(2, sentBefore))).toEqual([4, 19]);
  });

  it('is expected to stay longer when the one request that tried was refused', () => {
    const tried = [...refused(0, []), granted('l1', 1)];
    expect(expectedUntil(refused(3, [...refused(1, tried), settled(1, 1)]))[0]).toBe(7);
  });
});
