import type { JsonSchema } from './json-schema.ts';
import type { DeclaredRoute } from './product-routes.ts';
import type { QueryParameter } from './route-description.ts';

/** The parameters of a route: of its path, of its query, and its headers. */
export function parametersOf(
  { path, method, hasRevision }: DeclaredRoute,
  query: JsonSchema | undefined,
  others: Readonly<Record<string, QueryParameter>> = {},
): readonly object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const inQuery = Object.entries(query?.properties ?? {}).map(([name, schema]) => queryParameter(name, schema, query?.required ?? []));
  const fromElsewhere = Object.entries(others).map(([name, parameter]) => ({ name, in: 'query', ...parameter }));
  const headers = [
    'X-Request-Id',
    ...(method === 'POST' ? ['Idempotency-Key'] : []),
    ...(method !== 'GET' && hasRevision ? ['If-Match'] : []),
  ];
  return [...inPath, ...inQuery, ...fromElsewhere, ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` }))];
}

function queryParameter(name: string, { description, ...schema }: JsonSchema, required: readonly string[]): object {
  return {
    name,
    in: 'query',
    ...(description !== undefined && { description }),
    ...(required.includes(name) && { required: true }),
    schema,
  };
}
