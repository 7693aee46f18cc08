type Json = Record<string, unknown>;

/** Whether `fields` names this path or something in it, with or without a plus. */
export function asksFor(fields: string | null, path: string): boolean {
  return patternsOf(fields).some((pattern) => {
    const plain = pattern.replace(/^\+/, '');
    return plain === path || plain.startsWith(`${path}.`);
  });
}

/** The `fields` parameter: `a.b` keeps only what is named, `-a.b` leaves out, `+a.b` adds what lists leave out. */
export function partialResponse(body: unknown, fields: string | null): unknown {
  const patterns = patternsOf(fields);
  const kept = patterns.filter((pattern) => !/^[+-]/.test(pattern)).map((pattern) => pattern.split('.'));
  const dropped = patterns.filter((pattern) => pattern.startsWith('-')).map((pattern) => pattern.slice(1).split('.'));
  const chosen = kept.length > 0 ? keep(body, kept) : body;
  return dropped.reduce(drop, chosen);
}

function patternsOf(fields: string | null): string[] {
  return (fields ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter(Boolean);
}

function keep(value: unknown, paths: readonly string[][]): unknown {
  if (paths.some((path) => path.length === 0 || path[0] === '*')) return value;
  if (Array.isArray(value)) return value.map((item) => keep(item, paths));
  if (!isObject(value)) return value;
  const names = new Set(paths.map(([name]) => name));
  const restsOf = (name: string) => paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (names.has(name) ? [[name, keep(inner, restsOf(name))]] : [])),
  );
}

function drop(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => drop(item, path));
  const [name, ...rest] = path;
  if (!isObject(value) || name === undefined || !(name in value)) return value;
  if (rest.length > 0) return { ...value, [name]: drop(value[name], rest) };
  return Object.fromEntries(Object.entries(value).filter(([field]) => field !== name));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
