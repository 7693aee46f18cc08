import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network-address.ts';

describe('where a request comes from', () => {
  it.each([
    ['192.0.2.17', '192.0.2.17'],
    ['::ffff:192.0.2.17', '192.0.2.17'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('is the network of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is unknown when the connection has ended', () => {
    expect(networkOf(undefined)).toBe('unknown');
  });
});
