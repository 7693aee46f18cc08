/** Who works on something, and until when nobody else may. Times are milliseconds since 1970. */
export interface Assignment {
  readonly workerId: string;
  readonly until: number;
}

/**
 * Whether a worker may take something on: nobody has it, its holder let the time pass, or the worker itself had it before it was
 * restarted. That is what makes one capture of a task out of many workers and crashes.
 */
export function mayBeAssigned(assignment: Assignment | null, workerId: string, now: number): boolean {
  return assignment === null || assignment.until <= now || assignment.workerId === workerId;
}
