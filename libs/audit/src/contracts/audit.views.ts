/** One event, as the audit trail tells it. Times are RFC 3339 UTC. */
export interface AuditEntry {
  /** Where it stands in the global order: `commit/prepare`. */
  readonly position: string;
  readonly eventId: string;
  readonly at: string;
  readonly actor: string;
  /** From where the request came that led to it: a network address. Null for what nobody asked for, or when it is not known. */
  readonly from: string | null;
  readonly type: string;
  /** What it is about: the stream, such as `plan-<id>`. */
  readonly subject: string;
  readonly summary: string;
  /** Why, as far as the event says. */
  readonly reason: string | null;
  /** The values that it changed, as they were and as they are; both null where it changed none. */
  readonly before: object | null;
  readonly after: object | null;
  readonly data: object;
  /** The same for everything that follows from one request: its `X-Request-Id`. */
  readonly correlationId: string;
  readonly causationId: string;
}
