import { isIPv6 } from 'node:net';

/**
 * Where a request comes from, as far as somebody there cannot choose it: of an IPv6 address the network, since each host has as many addresses
 * as it likes in its own. `undefined` is a connection that has ended.
 */
export function networkOf(address: string | undefined): string {
  const mapped = address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? 'unknown';
  return isIPv6(mapped) ? networkOfIPv6(mapped) : mapped;
}

/** The first 64 bits. */
function networkOfIPv6(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: zeros }, () => '0'), ...groups(tail)];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
