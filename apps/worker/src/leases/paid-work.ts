/** What is paid for: a task, or a run while it is planned (then `taskId` is the run's id, and there is no repository). */
export interface PaidWork {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly repository?: { readonly fullName: string };
}

/** A run that is being planned is no task yet: it pays under its own id, and with the primary account alone. */
export function isPlanning({ taskId, runId }: PaidWork): boolean {
  return taskId === runId;
}
