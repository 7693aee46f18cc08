import { routeRoles } from '@holdfast/gateway';
import ts from 'typescript';
import type { JsonSchema } from './json-schema.ts';
import { parametersOf } from './parameters.ts';
import type { ProblemAnswers } from './problem-answers.ts';
import type { DeclaredRoute } from './product-routes.ts';
import type { RouteDescription } from './route-description.ts';
import { methodOf } from './source-program.ts';
import type { TypeSchemas } from './type-schemas.ts';

const ofEveryRoute = ['BAD_REQUEST', 'INVALID_REQUEST', 'URI_TOO_LONG', 'INTERNAL_ERROR'];
const ofRoutesWithToken = [
  ...['UNAUTHORIZED', 'FORBIDDEN', 'TOO_MANY_ATTEMPTS'],
  ...['EVENT_STORE_UNAVAILABLE', 'EVENT_STORE_ACCESS_DENIED', 'CONCURRENT_CHANGES', 'READ_MODELS_STAND_STILL'],
];
const ofBodies = ['CONTENT_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** A route with what was written about it. */
export interface Operation {
  readonly tag: string;
  readonly declared: DeclaredRoute;
  readonly description: RouteDescription;
}

/** Writes operations of the document. */
export class Operations {
  readonly #program: ts.Program;
  readonly #types: TypeSchemas;
  readonly #problems: ProblemAnswers;

  constructor(program: ts.Program, types: TypeSchemas, problems: ProblemAnswers) {
    this.#program = program;
    this.#types = types;
    this.#problems = problems;
  }

  write(operation: Operation): object {
    const { declared, description, tag } = operation;
    const method = methodOf(this.#program, declared.controller, declared.handler);
    const query = this.#typeOfArgument(method, declared.query);
    const body = this.#requestBody(operation, method);
    const roles = routeRoles[declared.route];
    return {
      operationId: `${lowerFirst(declared.controller.replace(/Controller$/, ''))}_${declared.handler}`,
      tags: [tag],
      summary: description.summary,
      description: [this.#meaningOf(method), rolesInWords(roles)].filter((text) => text !== '').join('\n\n'),
      'x-roles': roles,
      ...(roles === 'open' && { security: [] }),
      parameters: parametersOf(declared, query && this.#resolved(query), description.query),
      ...(body && { requestBody: body }),
      responses: { ...this.#success(operation, method), ...this.#problems.answersWith(codesOf(operation)) },
    };
  }

  #requestBody({ declared, description }: Operation, method: ts.MethodDeclaration): object | undefined {
    const type = this.#typeOfArgument(method, declared.body);
    if (!type) return undefined;
    if (!description.request)
      throw new Error(`${declared.route} takes a body: give its description in tools/api-document/routes a \`request\`.`);
    const required = this.#resolved(type).required !== undefined || this.#resolved(type).oneOf !== undefined;
    return { required, content: { 'application/json': { schema: this.#types.schemaOf(type), example: description.request } } };
  }

  #success({ declared, description }: Operation, method: ts.MethodDeclaration): object {
    const checker = this.#program.getTypeChecker();
    const signature = checker.getSignatureFromDeclaration(method);
    const answered = signature && checker.getAwaitedType(checker.getReturnTypeOfSignature(signature));
    const json = answered && jsonOf(answered, checker);
    if (json && !description.answer)
      throw new Error(`${declared.route} answers a body: give its description in tools/api-document/routes an \`answer\`.`);
    if (answered && hasStream(answered) && !description.streams)
      throw new Error(
        `${declared.route} answers a stream: give its description in tools/api-document/routes \`streams\`, an example by media type.`,
      );
    const content = {
      ...(json && { 'application/json': { schema: this.#types.schemaOf(json), example: description.answer } }),
      ...Object.fromEntries(Object.entries(description.streams ?? {}).map(([type, example]) => [type, streamContent(type, example)])),
    };
    const words = declared.status === 202 ? 'Taken on: it happens afterwards.' : 'Done.';
    return {
      [declared.status]: {
        description: declared.method === 'GET' ? 'As it is.' : words,
        headers: successHeaders(declared),
        ...(Object.keys(content).length > 0 && { content }),
      },
    };
  }

  #typeOfArgument(method: ts.MethodDeclaration, index: number | undefined): ts.Type | undefined {
    const parameter = index === undefined ? undefined : method.parameters[index];
    return parameter && this.#program.getTypeChecker().getTypeAtLocation(parameter);
  }

  #resolved(type: ts.Type): JsonSchema {
    const schema = this.#types.schemaOf(type);
    return this.#types.components.get(schema.$ref?.split('/').at(-1) ?? '') ?? schema;
  }

  #meaningOf(method: ts.MethodDeclaration): string {
    const symbol = this.#program.getTypeChecker().getSymbolAtLocation(method.name);
    return ts.displayPartsToString(symbol?.getDocumentationComment(this.#program.getTypeChecker())).replaceAll(/\s*\n\s*/g, ' ');
  }
}

function codesOf({ declared, description }: Operation): readonly string[] {
  return [
    ...ofEveryRoute,
    ...(routeRoles[declared.route] === 'open' ? [] : ofRoutesWithToken),
    ...(declared.method === 'GET' ? [] : ofBodies),
    ...(declared.method === 'POST' ? ['IDEMPOTENCY_KEY_REUSED'] : []),
    ...(declared.method !== 'GET' && declared.hasRevision ? ['REVISION_MOVED'] : []),
    ...(description.errors ?? []),
  ];
}

function successHeaders({ method, hasRevision, path }: DeclaredRoute): object {
  const hasTag = (method === 'GET' && hasRevision) || path.startsWith('/api/docs') || path === '/api/openapi.json';
  const names = ['X-Request-Id', ...(hasTag ? ['ETag'] : []), ...(method === 'POST' ? ['Idempotency-Replayed'] : [])];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function rolesInWords(roles: (typeof routeRoles)[string] | undefined): string {
  return roles === 'open' ? 'Open: needs no token.' : `For tokens of the roles ${(roles ?? []).join(', ')}.`;
}

/** The part of an answer that is JSON; undefined when none is. */
function jsonOf(answered: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  const parts = answered.isUnion() ? answered.types : [answered];
  const json = parts.filter((part) => !isStream(part) && (part.flags & ts.TypeFlags.VoidLike) === 0);
  if (json.length === 0) return undefined;
  if (json.length === parts.length) return answered;
  const [only] = json.filter((part) => (part.flags & ts.TypeFlags.Null) === 0);
  return only ?? checker.getNullType();
}

/** As much as a schema can say of it. */
const streamContent = (type: string, example: string) =>
  type === 'application/json'
    ? { schema: { type: 'object' }, example: JSON.parse(example) as object }
    : { schema: { type: 'string' }, example };
const hasStream = (answered: ts.Type) => (answered.isUnion() ? answered.types.some(isStream) : isStream(answered));
/** A controller that answers a text sends it as it is. */
const isStream = (type: ts.Type) => type.getSymbol()?.name === 'StreamableFile' || (type.flags & ts.TypeFlags.String) !== 0;
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
