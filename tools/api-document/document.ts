import { isOutsideOfApiPrefix } from '@holdfast/gateway';
import type { JsonSchema } from './json-schema.ts';
import { Operations } from './operations.ts';
import { ProblemAnswers } from './problem-answers.ts';
import { productRoutes, type DeclaredRoute } from './product-routes.ts';
import { requestSchema } from './request-schemas.ts';
import type { RouteDescription } from './route-description.ts';
import { descriptionsByTag } from './routes/index.ts';
import { sharedParts } from './shared-parts.ts';
import { gatewayProgram } from './source-program.ts';
import { TypeSchemas } from './type-schemas.ts';

export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<Record<string, object>>;
}

/** The document of the API, as the source is now. Throws with what to write, and where, for a route or a field that nothing is known of. */
export function apiDocument(): ApiDocument {
  const program = gatewayProgram();
  const types = new TypeSchemas(program.getTypeChecker(), requestSchema);
  const problems = new ProblemAnswers(program, types);
  const operations = new Operations(program, types, problems);
  const paths: Record<string, Record<string, object>> = {};
  for (const declared of productRoutes(isOutsideOfApiPrefix)) {
    const path = declared.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[declared.method.toLowerCase()] = operations.write({ declared, ...descriptionOf(declared) });
  }
  const responses = problems.shared();
  const schemas = referredTo(Object.fromEntries(types.components), [paths, responses]);
  return { openapi: '3.1.0', ...head, paths: sorted(paths), components: { schemas: sorted(schemas), responses, ...sharedParts } };
}

/** A class of a query is in the document as parameters, not as a schema. */
function referredTo(schemas: Readonly<Record<string, JsonSchema>>, from: readonly object[]): Readonly<Record<string, JsonSchema>> {
  const all = JSON.stringify([schemas, from]);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => all.includes(`"#/components/schemas/${name}"`)));
}

const head = {
  info: {
    title: 'Holdfast',
    version: '1',
    summary: 'Backs up Bitbucket Cloud through several accounts.',
    description:
      'JSON in UTF-8; times in RFC 3339, UTC; durations in seconds, sizes in bytes. A write answers when its events are stored, and a read ' +
      'of the same client that follows sees it. Lists come in pages: `nextCursor` of one is the `cursor` of the next, and null at the end.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  tags: descriptionsByTag.map(({ tag, meaning }) => ({ name: tag, description: meaning })),
};

function descriptionOf({ route }: DeclaredRoute): { readonly tag: string; readonly description: RouteDescription } {
  for (const { tag, routes } of descriptionsByTag) {
    const description = routes[route];
    if (description) return { tag, description };
  }
  throw new Error(`${route} has no description: add one to a table in tools/api-document/routes (a summary, its errors and examples).`);
}

function sorted<T>(byName: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(byName).sort(([one], [other]) => (one < other ? -1 : 1)));
}
