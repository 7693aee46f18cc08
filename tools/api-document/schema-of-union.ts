import type { JsonSchema } from './json-schema.ts';

/** A schema for what fits one of these: words become an `enum`. */
export function oneOfParts(parts: readonly JsonSchema[]): JsonSchema {
  const [first, ...others] = withoutBooleanWords(parts);
  if (!first) return {};
  if (others.length === 0) return first;
  const all = [first, ...others];
  const areWords = all.every((part) => part.const !== undefined && part.type === first.type);
  return areWords ? { type: first.type ?? 'string', enum: all.map((part) => part.const) } : { anyOf: all };
}

/** The same, or null. */
export function mayBe(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== 'string') return { anyOf: [...(schema.anyOf ?? [schema]), { type: 'null' }] };
  const { const: only, ...rest } = schema;
  const words = schema.enum ?? (only === undefined ? undefined : [only]);
  return { ...rest, type: [schema.type, 'null'], ...(words && { enum: [...words, null] }) };
}

/** To the compiler `boolean` is `true | false`. */
function withoutBooleanWords(parts: readonly JsonSchema[]): readonly JsonSchema[] {
  const others = parts.filter((part) => part.type !== 'boolean' || part.const === undefined);
  return parts.length - others.length === 2 ? [...others, { type: 'boolean' }] : parts;
}
