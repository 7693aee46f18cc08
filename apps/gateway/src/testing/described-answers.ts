import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closed } from './closed-schemas.ts';

/** What came back from a gateway. */
export interface AnswerOfGateway {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  /** Null when there is no body. */
  readonly contentType: string | null;
  readonly body: unknown;
}

interface Described {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, object>>;
}

interface DocumentOfApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Described>> }>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Described>> };
}

const DOCUMENT = new URL('../api-document/openapi.json', import.meta.url);

/** Where no route is, the gateway answers with one of these. */
const WITHOUT_ROUTE = [400, 401, 404, 405, 413, 414, 415];

/** JSON Lines are none. */
export const isJson = (contentType: string | null): boolean => /^application\/(problem\+)?json(;|$)/.test(contentType ?? '');

/** Holds answers against the document of the API. */
export class DescribedAnswers {
  readonly #document: DocumentOfApi;
  readonly #routes: readonly { readonly path: string; readonly form: RegExp }[];
  readonly #schemas = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as DocumentOfApi) {
    this.#document = document;
    this.#schemas.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    this.#schemas.addSchema(closed(document) as object, 'api');
    this.#routes = Object.keys(document.paths)
      .sort((one, other) => parametersIn(one) - parametersIn(other))
      .map((path) => ({ path, form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) }));
  }

  /** Whether the document has a route for this path. */
  has(path: string): boolean {
    return this.#routes.some(({ form }) => form.test(path));
  }

  /** Throws with the route and the place in its answer where the document says something else, or nothing. */
  check(answer: AnswerOfGateway): void {
    const wrong = this.#faultsOf(answer);
    if (wrong.length === 0) return;
    const { method, path, status } = answer;
    const lines = wrong.map((fault) => `\n  ${fault}`).join('');
    throw new Error(
      `${method} ${path} answered ${status}, and openapi.json says otherwise:${lines}\nA new code of an error, or an example, belongs into tools/api-document/routes. Then, or when a type has changed: npm run docs:api`,
    );
  }

  #faultsOf({ method, path, status, contentType, body }: AnswerOfGateway): readonly string[] {
    const route = this.#routes.find(({ form }) => form.test(path))?.path;
    // HEAD is answered by the route of GET.
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = route === undefined ? undefined : this.#document.paths[route]?.[verb];
    if (route === undefined || !operation)
      return WITHOUT_ROUTE.includes(status) ? this.#misfits('#/components/schemas/Problem', body, method) : ['there is no such route'];
    const described = operation.responses[status];
    if (!described) return [status === 304 ? '' : `the status is none of ${Object.keys(operation.responses).join(', ')}`].filter(Boolean);
    const own = `#/paths/${pointer(route)}/${verb}/responses/${status}`;
    return this.#faultsOfBody(described.$ref ?? own, contentType, body, method);
  }

  #faultsOfBody(place: string, contentType: string | null, body: unknown, method: string): readonly string[] {
    const { content = {} } = this.#at(place);
    const type = contentType?.split(';')[0] ?? null;
    const types = Object.keys(content);
    if (type === null) return types.length === 0 || method === 'HEAD' ? [] : [`there is no body, in place of ${types.join(' or ')}`];
    if (!types.includes(type)) return [`the body is ${type}, in place of ${types.join(' or ') || 'none'}`];
    return isJson(type) ? this.#misfits(`${place}/content/${pointer(type)}/schema`, body, method) : [];
  }

  #misfits(place: string, body: unknown, method: string): readonly string[] {
    if (method === 'HEAD') return [];
    const fits = this.#compiled.get(place) ?? this.#schemas.compile({ $ref: `api${place}` });
    this.#compiled.set(place, fits);
    if (fits(body)) return [];
    return (fits.errors ?? []).map(
      ({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }

  #at(place: string): Described {
    const keys = place
      .slice(2)
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    return keys.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], this.#document) as Described;
  }
}

const parametersIn = (path: string) => path.split('{').length;
const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
