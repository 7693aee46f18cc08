import type ts from 'typescript';
import { declaredErrors, type DeclaredError } from './error-codes.ts';
import { codesOfEveryRoute, codesOfTheProvider, sharedAnswers } from './general-errors.ts';
import { schemaRef, type JsonSchema } from './json-schema.ts';
import type { TypeSchemas } from './type-schemas.ts';

const statusOf = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  moved_on: 412,
  refused_by_provider: 422,
  provider_busy: 422,
  provider_unavailable: 502,
} as const;

export interface KnownError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** All errors that the API can answer with, and the schema of the problem that tells one. */
export class ProblemAnswers {
  /** Of the source, by code. */
  readonly declared: ReadonlyMap<string, KnownError>;
  readonly #all: ReadonlyMap<string, KnownError>;

  constructor(program: ts.Program, types: TypeSchemas) {
    const errors = declaredErrors(program);
    const known = errors.map(({ kind, code, message }): KnownError => ({ code, message, status: statusOf[kind] }));
    this.declared = new Map(known.map((error) => [error.code, error]));
    const others = [...codesOfTheProvider, ...codesOfEveryRoute].map((error) => [error.code, error] as const);
    this.#all = new Map([...this.declared, ...others]);
    types.components.set('Problem', problemSchema(extensionsOf(errors, types, program.getTypeChecker())));
  }

  /** The answers of a route with these codes, by status. */
  answersWith(codes: readonly string[]): Readonly<Record<string, object>> {
    const errors = [...new Set(codes)].map((code) => this.#known(code));
    const byStatus = Map.groupBy(errors, ({ status }) => status);
    const inOrder = [...byStatus].sort(([one], [other]) => one - other);
    return Object.fromEntries(inOrder.map(([status, those]) => [status, this.#answer(status, those)]));
  }

  /** For `components.responses`. */
  shared(): Readonly<Record<string, object>> {
    const answers = Object.entries(sharedAnswers).map(([name, codes]): readonly [string, object] => {
      const errors = codes.map((code) => this.#known(code));
      return [name, problemAnswer(errors[0]?.status ?? 500, errors)];
    });
    return Object.fromEntries(answers);
  }

  #answer(status: number, errors: readonly KnownError[]): object {
    const codes = errors.map(({ code }) => code).join();
    const shared = Object.entries(sharedAnswers).find(([, those]) => those.join() === codes)?.[0];
    return shared === undefined ? problemAnswer(status, errors) : { $ref: `#/components/responses/${shared}` };
  }

  #known(code: string): KnownError {
    const error = this.#all.get(code);
    if (error) return error;
    throw new Error(
      `No error of the source has the code ${code}. Look for it in tools/api-document/routes, or add it to general-errors.ts.`,
    );
  }
}

function problemAnswer(status: number, errors: readonly KnownError[]): object {
  const codes = errors.map(({ code }) => code);
  return {
    description: errors.map(({ code, message }) => `- \`${code}\`${message === '' ? '' : `: ${message}`}`).join('\n'),
    headers: headersOf(status),
    content: {
      'application/problem+json': {
        schema: { ...schemaRef('Problem'), properties: { status: { const: status }, code: { enum: codes } } },
      },
    },
  };
}

function headersOf(status: number): object {
  const own = { 401: 'WWW-Authenticate', 429: 'Retry-After' }[status];
  return Object.fromEntries(
    ['X-Request-Id', ...(own === undefined ? [] : [own])].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

function problemSchema(extensions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    description: 'An error, as RFC 9457 has it. `code` is stable: clients may match on it.',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'In words, for people.' },
      code: { type: 'string' },
      ...extensions,
    },
    required: ['type', 'title', 'status', 'detail', 'code'],
  };
}

/** The members that problems have besides, each with the codes that bring it. */
function extensionsOf(errors: readonly DeclaredError[], types: TypeSchemas, checker: ts.TypeChecker): Readonly<Record<string, JsonSchema>> {
  const found = errors.flatMap(({ code, details }) =>
    (details?.getProperties() ?? []).map((member) => ({
      code,
      name: member.name,
      schema: types.schemaOf(checker.getTypeOfSymbol(member)),
    })),
  );
  const all = [
    ...found,
    ...codesOfTheProvider.flatMap(({ code, members }) => Object.entries(members).map(([name, schema]) => ({ code, name, schema }))),
  ];
  const byName = Map.groupBy(all, ({ name }) => name);
  const described = [...byName].map(([name, those]): readonly [string, JsonSchema] => {
    const codes = [...new Set(those.map(({ code }) => code))].map((code) => `\`${code}\``).join(', ');
    return [name, { ...those[0]?.schema, description: `With ${codes}.` }];
  });
  return Object.fromEntries(described.sort(([one], [other]) => (one < other ? -1 : 1)));
}
