import { v5 } from 'uuid';

const NAMESPACE = '8c1c0a54-6d3f-4b0e-9a53-5f1d2a0b7e91';

/** The same parts give the same UUID, for ever: what is done again under it is done once. `'a b', 'c'` is not `'a', 'b c'`. */
export function deterministicId(...parts: readonly (string | number | bigint)[]): string {
  return v5(JSON.stringify(parts.map(String)), NAMESPACE);
}
