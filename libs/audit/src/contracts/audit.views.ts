/** One event, as the audit trail tells it. */
export interface AuditEntry {
  /** Where it stands in the global order: `commit/prepare`. */
  readonly position: string;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  /** What it is about: the stream, such as `plan-<id>`. */
  readonly subject: string;
  readonly summary: string;
  readonly data: object;
  readonly correlationId: string;
  readonly causationId: string;
}
