export interface Match<T> {
  /** Method and path as they were registered, such as `GET /workspaces/{workspace}`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly target: T;
}

interface Entry<T> {
  readonly operation: string;
  readonly segments: readonly string[];
  readonly target: T;
}

/** Finds the operation for a method and path. A last parameter such as `{name...}` takes the rest of the path, slashes included. */
export class Router<T> {
  readonly #entries: Entry<T>[] = [];

  /** What is added first is tried first. */
  add(operation: string, target: T): void {
    this.#entries.push({ operation, segments: splitOperation(operation), target });
  }

  find(method: string, path: string): Match<T> | undefined {
    const wanted = [method, ...splitPath(path)];
    for (const { operation, segments, target } of this.#entries) {
      const parameters = match(segments, wanted);
      if (parameters) return { operation, parameters, target };
    }
    return undefined;
  }
}

function splitOperation(operation: string): string[] {
  const [method = '', path = ''] = operation.split(' ');
  return [method, ...splitPath(path)];
}

/** A trailing slash means nothing. */
function splitPath(path: string): string[] {
  return path
    .replace(/^\/|\/$/g, '')
    .split('/')
    .map(decode);
}

function match(pattern: readonly string[], wanted: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  const takesRest = pattern.at(-1)?.endsWith('...}') ?? false;
  if (takesRest ? wanted.length < pattern.length : wanted.length !== pattern.length) return undefined;
  for (const [index, segment] of pattern.entries()) {
    const value = wanted[index] ?? '';
    if (segment.endsWith('...}')) parameters[segment.slice(1, -4)] = wanted.slice(index).join('/');
    else if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
    else if (segment !== value) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign is an ordinary character then
  }
}
