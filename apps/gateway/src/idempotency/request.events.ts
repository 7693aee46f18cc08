/** A request came under an `Idempotency-Key` for the first time. */
export interface RequestBegun {
  readonly type: 'RequestBegun';
  readonly data: {
    /** A keyed hash of method, address and body: what comes later under the same key must have the same. */
    readonly fingerprint: string;
    /** RFC 3339, UTC. The ids of what it makes begin with this time, whenever it is repeated. */
    readonly begunAt: string;
  };
}

/** Its answer, which is given again to each repetition. One that holds a secret is not stored. */
export interface RequestAnswered {
  readonly type: 'RequestAnswered';
  readonly data: {
    readonly status: number;
    /** JSON; null when there is none. */
    readonly body: object | null;
  };
}

export type RequestEvent = RequestBegun | RequestAnswered;

/** How each is read by its stored name, which never changes. */
export const requestEvents = { RequestBegun: 'as-stored', RequestAnswered: 'as-stored' } as const;

/** `id` follows from the token and the key. */
export const requestStream = (id: string): string => `request-${id}`;
