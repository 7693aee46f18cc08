import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** A UUID of version 7 that the same parts and the same time (milliseconds since 1970) give again: what is done twice under it is done once. */
export function deterministicOrderedId(milliseconds: number, ...parts: readonly string[]): string {
  const random = createHash('sha256').update(parts.join('\n')).digest();
  return v7({ msecs: milliseconds, random: random.subarray(0, 16), seq: random.readUInt32BE(16) & 0x7fffffff });
}

/** When a UUID of version 7 was made: milliseconds since 1970, its first 48 bits. */
export function timeOfOrderedId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
