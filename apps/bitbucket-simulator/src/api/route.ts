import type { Caller } from '../access/caller.ts';
import type { Answer } from '../http/answer.ts';

export interface ApiRequest {
  readonly caller: Caller;
  readonly url: URL;
  readonly parameters: Readonly<Record<string, string>>;
  /** Read on demand; an empty object without a body. */
  readonly body: () => Promise<Record<string, unknown>>;
  /** How far a fault moves the pages after the first one. */
  readonly pageShift: number;
}

export type Handler = (request: ApiRequest) => Answer | Promise<Answer>;

/** Handlers by operation, such as `GET /user`. */
export type Routes = Readonly<Record<string, Handler>>;

/** A path parameter that the route has. */
export function parameter(request: ApiRequest, name: string): string {
  const value = request.parameters[name];
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}
