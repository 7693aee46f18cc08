/**
 * One text for one value, whatever the order of its keys and its white space were: JSON with sorted keys, as RFC 8785 has it. Bytes are told
 * apart from text that looks like them.
 */
export function canonicalJson(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
