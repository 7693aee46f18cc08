/** What the types and the metadata of a route cannot say. */
export interface RouteDescription {
  /** What it does, in a few words. */
  readonly summary: string;
  /** Codes that it answers with, besides those of every route and those of `If-Match` and `Idempotency-Key`. */
  readonly errors?: readonly string[];
  /** A body that it takes; left out when it takes none. */
  readonly request?: object;
  /** A body that it answers; left out when it answers none. */
  readonly answer?: object;
  /** An example by media type, of answers that are not JSON. */
  readonly streams?: Readonly<Record<string, string>>;
  /** Parameters of the query that its request class does not have: those that an interceptor takes. */
  readonly query?: Readonly<Record<string, QueryParameter>>;
}

export interface QueryParameter {
  readonly description: string;
  readonly schema: object;
}

/** By method and path, as in the table of roles. */
export type RouteDescriptions = Readonly<Record<string, RouteDescription>>;
