/** How much the workers do at a time. Nest provides it under {@link WORKER_LIMITS}. */
export interface WorkerLimits {
  /** How many tasks one process captures at a time. What waits for quota takes nobody's place. */
  readonly tasks: number;
  /** How many tasks all workers together capture at a time, of one organization and of all; null without a limit. */
  readonly organizationTasks: number | null;
  readonly runningTasks: number | null;
  /** Work of which nothing comes for so long is aborted and tried again. */
  readonly stallSeconds: number;
}

export const WORKER_LIMITS = Symbol('WorkerLimits');

export const standardLimits: WorkerLimits = { tasks: 8, organizationTasks: null, runningTasks: null, stallSeconds: 900 };
