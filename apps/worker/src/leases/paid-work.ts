/** What is paid for: a task, or a run while it is planned (then `taskId` is the run's id). */
export interface PaidWork {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  readonly taskId: string;
}
