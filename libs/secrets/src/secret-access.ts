/** Who opens a secret, and why: it is recorded before the secret is opened. */
export interface SecretAccess {
  /** `worker:<id>`, `token:<name>`. */
  readonly actor: string;
  /** What for, in one word: `CAPTURE`, `TRIAL`. */
  readonly reason: string;
  readonly organizationId: string | null;
  /** Null outside of runs. */
  readonly runId: string | null;
  readonly taskId: string | null;
  /** The story that this belongs to, and the command or event that led to it. */
  readonly correlationId: string;
  readonly causationId: string;
}
