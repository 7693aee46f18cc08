/** The document with every object closed: a field that it does not have is a fault, which for readers it is not. */
export function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'example' ? value : closed(value)]));
  const isObject =
    [inner['type']].flat().includes('object') && 'properties' in inner && !('additionalProperties' in inner) && !('$ref' in inner);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}
